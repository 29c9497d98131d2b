/** What is told of a room and of who is in it, wherever it is told. */
import * as Type from 'typebox'
import { DisplayName, described, Id, Role, RoomKind, Seq, Time } from '../shapes.ts'
import { MentionCount } from './mentions.ts'
import * as settings from './room-settings.ts'

/** What a group is about, in one line. */
export const Topic = Type.String({ maxLength: 256, format: 'line', title: 'one line of at most 256 characters' })

export const RoomSummary = {
  room: Id,
  kind: RoomKind,
  name: Type.String({ maxLength: 64, description: "the group's name; of a direct room, the other person's" }),
  role: Role,
  topic: Type.Optional(described(Topic, 'what the group is about; not given where nothing is said')),
  ...settings.told,
}

export const Newcomer = Type.Object({ user: Id, name: DisplayName, role: Role })
export const Member = Type.Object({
  ...Newcomer.properties,
  joined: described(Seq, 'position of the member.joined that brought them in'),
})
export const MemberCount = Type.Integer({ minimum: 0, description: 'how many members the room has at `head`' })

/** What somebody keeps for themselves about a room. Where nothing is said, nothing was set. */
export const Preference = Type.Object({
  level: Type.Union([Type.Literal('all'), Type.Literal('mentions'), Type.Literal('none')], {
    description: 'what of it is worth a notification: everything, only what mentions you, nothing',
  }),
  muted: Type.Boolean({ description: 'whether it is quiet: not counted with the others, and no notification' }),
  muted_until: Type.Optional(described(Time, 'when it is no longer muted. Not given: muted for good')),
  favourite: Type.Boolean({ description: 'whether it stands before others' }),
  hidden: Type.Optional(
    Type.Object(
      {
        read: described(Seq, 'where your cursor stood when you hid it'),
        unread: Type.Integer({ minimum: 0, description: 'what was unread then' }),
      },
      {
        description:
          'it is left out of your list as long as your `read` and `unread` are these: what comes, and what you read or send, brings it back. Muted for good it stays out. Not given: it is in your list',
      },
    ),
  ),
  folder: Type.Optional(Type.String({ maxLength: 64, description: 'the folder that it is in. Not given: in none' })),
  place: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        'where it stands among favourites or in its folder: lower ones come first. Not given: after those that have one',
    }),
  ),
  marked: Type.Optional(
    Type.Object(
      {
        seq: described(Seq, 'position of the first message that is unread'),
        read: described(Seq, 'where your cursor stood when you marked it'),
        unread: Type.Integer({
          minimum: 0,
          description: 'what counts from `seq` up to that cursor: unread besides what is after it',
        }),
        mentions: MentionCount,
      },
      {
        description:
          'you marked it unread; it holds as long as your cursor is at `marked.read`. Not given: it is not marked',
      },
    ),
  ),
})
