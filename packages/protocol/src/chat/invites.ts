/** Coming into a group by a link, at once or when an admin lets one in. */
import * as Type from 'typebox'
import { described, Id, InviteCode, Seq, Span, strict, Time, User } from '../shapes.ts'
import { command, signal } from '../table.ts'
import { MemberCount } from './summaries.ts'

/** Of one group, at a time. */
export const mostInvites = 100
/** Who may wait for an answer, of one group at a time. */
export const mostAsking = 100
const dayMs = 86_400_000
export const usualInviteMs = dayMs

const Terms = {
  uses: Type.Integer({ minimum: 0, maximum: 100, description: 'how many may use it; 0 is without a bound' }),
  approval: Type.Boolean({ description: 'whether an admin has to let in who uses it' }),
}

const Invite = {
  invite: Id,
  by: described(Id, 'the user who made it'),
  at: described(Time, 'when it was made'),
  expires_at: Type.Optional(described(Time, 'not given where it ends only when it is revoked')),
  expires_in_ms: Type.Optional(described(Span, 'not given where it ends only when it is revoked')),
  ...Terms,
  used: Type.Integer({ minimum: 0, description: 'how many have used it' }),
}

export const commands = {
  'invite.create': command({
    owner: 'chat',
    about:
      'Makes an invitation to a group. Whoever has its code comes in by it. The code is told here and never again: only its hash is kept. The owner and admins may.',
    access: 'user',
    rate: 'write',
    input: Type.Object(
      {
        room: Id,
        expires_in_ms: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 7 * dayMs,
            default: usualInviteMs,
            description: `how long it lets people in; 0 until it is revoked. Not given: ${usualInviteMs}, a day`,
          }),
        ),
        uses: Type.Optional(
          described(Terms.uses, 'how many may use it; 0 is without a bound. Not given: without a bound'),
        ),
        approval: Type.Optional(
          described(Terms.approval, 'whether an admin has to let in who uses it. Not given: they come in at once'),
        ),
      },
      strict,
    ),
    output: Type.Object({ code: InviteCode, ...Invite }),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS', 'TOO_MANY_INVITES'],
  }),
  'invite.list': command({
    owner: 'chat',
    about: 'The invitations to a group that let people in, the latest first. The owner and admins may.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({ invites: Type.Array(Type.Object(Invite)) }),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
  'invite.revoke': command({
    owner: 'chat',
    about: 'Ends an invitation. One that has ended stays so. The owner and admins may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ room: Id, invite: Id }, strict),
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
  'invite.look': command({
    owner: 'chat',
    about: 'What an invitation leads to, for whoever wants to know before they come in.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ code: InviteCode }, strict),
    output: Type.Object({
      name: Type.String({ maxLength: 64, description: 'of the group' }),
      member_count: MemberCount,
      by: Type.Optional(described(User, 'who made it; not given where you are in the group and it is over')),
      approval: Terms.approval,
      asked: Type.Boolean({ description: 'whether you have asked to be let in, and wait' }),
      room: Type.Optional(described(Id, 'the group; not given where you are not in it')),
    }),
    errors: ['INVITE_NOT_FOUND'],
  }),
  'invite.accept': command({
    owner: 'chat',
    about:
      'Comes into a group by an invitation, or asks to be let in where that is what it takes. Whoever is in it already stays as they are, and takes no use of it. Whoever was taken out of the group, or was not let in, comes in only when somebody adds them.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ code: InviteCode }, strict),
    output: Type.Object({
      room: Type.Optional(described(Id, 'the group; not given where an admin has to let you in first')),
    }),
    errors: ['INVITE_NOT_FOUND', 'ROOM_FULL', 'TOO_MANY_ROOMS', 'TOO_MANY_ASKING'],
  }),
  'request.list': command({
    owner: 'chat',
    about: 'Who asks to be let into a group, in the order in which they asked. The owner and admins may.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({
      requests: Type.Array(Type.Object({ ...User.properties, at: described(Time, 'when they asked') })),
    }),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
  'request.accept': command({
    owner: 'chat',
    about: 'Lets somebody in who asks. Whoever is in already stays as they are. The owner and admins may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ room: Id, user: Id }, strict),
    output: Type.Object({ seq: described(Seq, 'position of their member.joined, or the head where they were in it') }),
    errors: [
      'ROOM_NOT_FOUND',
      'NOT_ALLOWED',
      'GROUPS_ONLY',
      'NOT_IN_THREADS',
      'REQUEST_NOT_FOUND',
      'ROOM_FULL',
      'TOO_MANY_ROOMS',
    ],
  }),
  'request.decline': command({
    owner: 'chat',
    about:
      'Does not let somebody in who asks. They are not told, and no invitation to the group is good for them any more; they can be added. The owner and admins may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ room: Id, user: Id }, strict),
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
}

export const signals = {
  'request.waiting': signal({
    about:
      'Somebody asks to be let into a group of which you are owner or admin, or was answered. It may get lost: `request.list` says who asks.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, waiting: Type.Integer({ minimum: 0, description: 'how many ask' }) }),
  }),
}
