/** Who is in a room. */
import * as Type from 'typebox'
import { described, Epoch, Id, Role, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Limit, usualPage } from './pages.ts'
import { peopleAtOnce } from './rooms.ts'
import { Member, MemberCount, Newcomer } from './summaries.ts'

export const commands = {
  'member.list': command({
    owner: 'chat',
    about:
      'Members of a room in the order in which they came, a page at a time; fewer than asked where they would not fit one answer. Events after `head` change what it says.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        after: Type.Optional(described(Seq, '`joined` of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.members, 500),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the room when this was read'),
      member_count: MemberCount,
      members: Type.Array(Member),
      more: Type.Boolean({ description: 'whether there are members after these' }),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'member.add': command({
    owner: 'chat',
    about:
      'Brings people into a group, all of them or, where one cannot come in, nobody. Every member may; whoever is in it already stays as they are. Who takes only contacts, or nobody, is invited instead: they get `room.invited`, and come in by `invite.accept`.',
    access: 'user',
    rate: 'write',
    weighs: 'users',
    repeatable: true,
    input: Type.Object({ room: Id, users: Type.Array(Id, { minItems: 1, maxItems: peopleAtOnce }) }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the last who came in, or the head where nobody did'),
      invited: Type.Optional(
        Type.Array(Id, { description: 'those who are invited, now or before, and have not come in. Not given: none' }),
      ),
    }),
    errors: [
      'ROOM_NOT_FOUND',
      'NOT_ALLOWED',
      'USER_NOT_FOUND',
      'DIRECT_ROOM_FIXED',
      'GROUPS_ONLY',
      'NOT_IN_THREADS',
      'BLOCKED_BY_YOU',
      'ROOM_FULL',
      'TOO_MANY_ROOMS',
      'TOO_MANY_INVITES',
      'ACCOUNT_NEW',
    ],
  }),
  'member.remove': command({
    owner: 'chat',
    about: 'Takes somebody out of a group. The owner may, and admins take out members who are no admins.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id, user: Id }, strict),
    output: Type.Object({ seq: described(Seq, 'position of their member.left') }),
    errors: ['ROOM_NOT_FOUND', 'MEMBER_NOT_FOUND', 'NOT_ALLOWED', 'DIRECT_ROOM_FIXED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
}

export const events = {
  'member.joined': event({ about: 'Somebody came in.', stream: 'chat/room', body: Newcomer }),
  'member.left': event({
    about: 'Somebody left, or was taken out by another (`by`).',
    stream: 'chat/room',
    body: Type.Object({ user: Id }),
    effect: 'end',
  }),
  'role.changed': event({
    about: 'A member has another role.',
    stream: 'chat/room',
    body: Type.Object({ user: Id, role: Role }),
    // Who manages the room sees all of its private threads.
    effect: 'look',
  }),
}
