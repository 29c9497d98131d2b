/** What is kept of who has done what in a space. */
import * as Type from 'typebox'
import { described, Id, Seq, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { Limit, usualPage } from './pages.ts'
import { Reason, RoleId } from './space-shapes.ts'

/** The commands that are kept, where they change something; and `message.flag`, which a filter does to a message. */
export const audited = [
  'space.change',
  'space.hand_over',
  'space.delete',
  'space.keep',
  'space.arrange',
  'category.create',
  'category.change',
  'category.delete',
  'room.create',
  'room.change',
  'room.delete',
  'role.create',
  'role.change',
  'role.delete',
  'role.grant',
  'role.revoke',
  'override.set',
  'override.remove',
  'resident.change',
  'resident.time_out',
  'resident.remove',
  'screening.set',
  'ban.add',
  'invite.create',
  'invite.revoke',
  'request.accept',
  'request.decline',
  'ban.remove',
  'message.delete',
  'message.pin',
  'message.unpin',
  'preview.remove',
  'thread.change',
  'poll.close',
  'post.tag',
  'filter.set',
  'filter.remove',
  'announcement.follow',
  'announcement.unfollow',
  'emoji.set',
  'emoji.remove',
  'sticker.set',
  'sticker.remove',
  'message.flag',
] as const

export type Act = (typeof audited)[number]

const Place = Type.String({ minLength: 1, maxLength: 64, title: 'where a page ended' })
const Values = Type.Record(Type.String(), Type.Unknown())

const Entry = Type.Object({
  entry: Id,
  at: Time,
  by: Type.Optional(described(Id, 'who did it. Not given: the server')),
  did: Type.String({
    maxLength: 64,
    description: 'the command by which it was done, such as `role.change`; later servers have more',
  }),
  user: Type.Optional(described(Id, 'to whom')),
  room: Type.Optional(described(Id, 'in which room, or to which')),
  thread: Type.Optional(described(Id, 'in which thread of it')),
  category: Type.Optional(described(Id, 'to which category')),
  role: Type.Optional(described(RoleId, 'to which role, or with which')),
  seqs: Type.Optional(Type.Array(Seq, { description: 'to which messages, by their positions' })),
  reason: Type.Optional(described(Reason, 'why. Not given: nothing was said')),
  before: Type.Optional(described(Values, 'what was changed, as it was before')),
  after: Type.Optional(described(Values, 'the same, as it was then')),
})

export const commands = {
  'audit.list': command({
    owner: 'chat',
    about:
      'Who has done what in a space that is more than to talk there, the latest first, a page at a time. What is about a room, category or thread is told to those alone who see that now; of one that is gone, to its owner and administrators. A page may have fewer entries than asked, and even none, and yet a `next`. Who has `view_audit` may ask.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        by: Type.Optional(described(Id, 'only what this person did. Not given: what anybody did')),
        user: Type.Optional(described(Id, 'only what was done to this person. Not given: all')),
        did: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 64,
            pattern: '^[a-z._]+$',
            title: 'the name of a command',
            description: 'only what was done by this command. Not given: all',
          }),
        ),
        after: Type.Optional(described(Place, '`next` of the page before. Not given: from the latest')),
        limit: Limit(usualPage.acts, 100),
      },
      strict,
    ),
    output: Type.Object({
      entries: Type.Array(Entry),
      next: Type.Optional(
        described(Place, 'there may be more: ask again with this as `after`. Not given: these were all'),
      ),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
}
