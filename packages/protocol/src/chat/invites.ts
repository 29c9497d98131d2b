/** Coming into a group or a space by a link, at once or when somebody lets one in. */
import * as Type from 'typebox'
import { DisplayName, described, Id, InviteCode, Seq, Span, strict, Time, User } from '../shapes.ts'
import { command, signal } from '../table.ts'
import { Limit, usualPage } from './pages.ts'
import { Screening } from './screening.ts'
import { mostRolesGiven, RoleId } from './space-shapes.ts'
import { MemberCount, Topic } from './summaries.ts'

/** Of one group, at a time. */
export const mostInvites = 100
/** Of one space, at a time. */
export const mostSpaceInvites = 1_000
/** Who may wait for an answer, of one group at a time. */
export const mostAsking = 100
/** Of one space. */
export const mostSpaceAsking = 1_000
/** Groups that somebody is told of who is asked first. */
export const mostReceived = 100
/** People whom one invitation is for. */
export const mostInvited = 100
const dayMs = 86_400_000
export const usualInviteMs = dayMs

const Terms = {
  uses: Type.Integer({ minimum: 0, maximum: 100, description: 'how many may use it; 0 is without a bound' }),
  approval: Type.Boolean({ description: 'whether who uses it has to be let in' }),
}

const ToSpace = {
  roles: Type.Array(RoleId, { minItems: 1, maxItems: mostRolesGiven, uniqueItems: true }),
  users: Type.Array(Id, { minItems: 1, maxItems: mostInvited }),
}

const staying =
  'until they have no device online for a while that the operator sets (two minutes), unless they are given a role before'
const Temporary = Type.Optional(
  Type.Literal(true, {
    description: `that who comes in by it without a role lives there ${staying}. Not given: they stay`,
  }),
)

const Invite = {
  invite: Id,
  by: described(Id, 'the user who made it'),
  at: described(Time, 'when it was made'),
  expires_at: Type.Optional(described(Time, 'not given where it ends only when it is revoked')),
  expires_in_ms: Type.Optional(described(Span, 'not given where it ends only when it is revoked')),
  ...Terms,
  used: Type.Integer({ minimum: 0, description: 'how many have used it' }),
  roles: Type.Optional(described(ToSpace.roles, 'the roles that it gives. Not given: none')),
  users: Type.Optional(described(ToSpace.users, 'the people whom it is for. Not given: everybody')),
  temporary: Temporary,
}

const wanted = {
  expires_in_ms: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 7 * dayMs,
      default: usualInviteMs,
      description: `how long it lets people in; 0 until it is revoked. Not given: ${usualInviteMs}, a day`,
    }),
  ),
  uses: Type.Optional(described(Terms.uses, 'how many may use it; 0 is without a bound. Not given: without a bound')),
  approval: Type.Optional(
    described(Terms.approval, 'whether who uses it has to be let in. Not given: they come in at once'),
  ),
}

const ofSpace = {
  roles: Type.Optional(
    described(
      ToSpace.roles,
      'the roles (up to 32,767) that it gives to who comes in, of those that you may grant; and that you may grant still when they come. Not given: none',
    ),
  ),
  users: Type.Optional(
    described(
      ToSpace.users,
      'the people whom it is for. Where you have `manage_space` they come in at once also while the space is closed or lets in by request, and it is held against them no longer that they were not let in before. Not given: everybody who has it',
    ),
  ),
  temporary: Type.Optional(
    Type.Boolean({
      description: `whether who comes in by it without a role lives there ${staying}. Not given: they stay`,
    }),
  ),
}

const ListPlace = Type.String({ minLength: 1, maxLength: 64, title: 'where a page ended' })
const after = Type.Optional(described(ListPlace, '`next` of the page before. Not given: from the first one'))
const next = Type.Optional(
  described(ListPlace, 'there are more: ask again with this as `after`. Not given: these were all'),
)
const paged = (usual: number) => ({ after, limit: Limit(usual, 1_000) })

const invitesPaged = paged(usualPage.invites)
const requestsPaged = paged(usualPage.requests)

const whoInvites =
  'In a group the owner and admins may; in a space who has `invite` may about their own ones, and who has `manage_space` about all.'
const whoLetsIn = 'In a group the owner and admins may, in a space who has `manage_space`.'
const ofBoth = [
  'ROOM_NOT_FOUND',
  'SPACE_NOT_FOUND',
  'NOT_ALLOWED',
  'FACTOR_MISSING',
  'GROUPS_ONLY',
  'NOT_IN_THREADS',
] as const

export const commands = {
  'invite.create': command({
    owner: 'chat',
    about: `Makes an invitation to a group or a space. Whoever has its code comes in by it. The code is told here and never again: only its hash is kept. ${whoInvites}`,
    access: 'user',
    rate: 'write',
    notByGuests: true,
    input: Type.Union([
      Type.Object({ room: described(Id, 'a group'), ...wanted }, strict),
      Type.Object({ space: Id, ...wanted, ...ofSpace }, strict),
    ]),
    output: Type.Object({ code: InviteCode, ...Invite }),
    errors: [
      ...ofBoth,
      'TOO_MANY_INVITES',
      'SPACE_CLOSED',
      'NOT_BELOW_YOU',
      'ROLE_NOT_FOUND',
      'ROLE_FIXED',
      'ACCOUNT_NEW',
    ],
  }),
  'invite.list': command({
    owner: 'chat',
    about: `The invitations to a group or a space that let people in, the latest first, a page at a time. ${whoInvites}`,
    access: 'user',
    rate: 'read',
    input: Type.Union([
      Type.Object({ room: described(Id, 'a group'), ...invitesPaged }, strict),
      Type.Object({ space: Id, ...invitesPaged }, strict),
    ]),
    output: Type.Object({ invites: Type.Array(Type.Object(Invite)), next }),
    errors: ofBoth,
  }),
  'invite.revoke': command({
    owner: 'chat',
    about: `Ends an invitation. One that has ended stays so. ${whoInvites}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Union([
      Type.Object({ room: described(Id, 'a group'), invite: Id }, strict),
      Type.Object({ space: Id, invite: Id }, strict),
    ]),
    output: Type.Object({}),
    errors: ofBoth,
  }),
  'invite.look': command({
    owner: 'chat',
    about:
      'What an invitation leads to, for whoever wants to know before they come in, or have an account. Without a token nothing is told of people.',
    access: 'anyone',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ code: InviteCode }, strict),
    output: Type.Object({
      name: Type.String({ maxLength: 64, description: 'of the group or the space' }),
      description: Type.Optional(described(Topic, 'what the space is about; not given where nothing is said')),
      member_count: described(MemberCount, 'how many are in it; of a space, in two digits that count'),
      by: Type.Optional(
        described(User, 'who made it; not given where you are in it and it is over, or without a token'),
      ),
      approval: described(Terms.approval, 'whether you have to be let in'),
      asked: Type.Boolean({ description: 'whether you have asked to be let in, and wait' }),
      temporary: Temporary,
      room: Type.Optional(described(Id, 'the group; not given where you are not in it')),
      space: Type.Optional(described(Id, 'the space; not given where you do not live there')),
    }),
    errors: ['INVITE_NOT_FOUND'],
  }),
  'invite.accept': command({
    owner: 'chat',
    about:
      'Comes into a group or a space by an invitation, or asks to be let in where that is what it takes. Whoever is in it already stays as they are, and takes no use of it. Whoever was taken out of the group, or was not let in, comes in only when somebody adds them, or names them in an invitation to the space.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        code: InviteCode,
        note: Type.Optional(
          described(Topic, 'what you say to who lets you in, where somebody has to. Not given: nothing'),
        ),
      },
      strict,
    ),
    output: Type.Object({
      room: Type.Optional(described(Id, 'the group; not given where somebody has to let you in first')),
      space: Type.Optional(described(Id, 'the space, likewise')),
      screening: Type.Optional(described(Screening, 'what the space says to newcomers')),
    }),
    errors: ['INVITE_NOT_FOUND', 'ROOM_FULL', 'TOO_MANY_ROOMS', 'TOO_MANY_SPACES', 'TOO_MANY_ASKING'],
  }),
  'invite.received': command({
    owner: 'chat',
    about: `Groups that somebody wanted to add you to, who could not, as you are asked first: those whose invitation stands, of who is not blocked by you, the latest first, ${mostReceived} at most. \`room.invited\` and \`room.declined\` change it, and so does coming in.`,
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({
      invites: Type.Array(
        Type.Object(
          {
            room: described(Id, 'the group'),
            name: DisplayName,
            member_count: described(MemberCount, 'how many are in it'),
            by: described(Id, 'who wanted to add you'),
            at: described(Time, 'when that was'),
            code: described(InviteCode, 'for `invite.accept` and `invite.decline`'),
          },
          { title: 'a group that you are invited to' },
        ),
      ),
    }),
    errors: [],
  }),
  'invite.decline': command({
    owner: 'chat',
    about:
      'Does not come into a group that you are invited to by yourself, as `room.invited` says: the invitation ends, and whoever made it is not told. What is not there changes nothing.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ code: InviteCode }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'request.list': command({
    owner: 'chat',
    about: `Who asks to be let into a group or a space, in the order in which they asked, a page at a time. ${whoLetsIn}`,
    access: 'user',
    rate: 'read',
    input: Type.Union([
      Type.Object({ room: described(Id, 'a group'), ...requestsPaged }, strict),
      Type.Object({ space: Id, ...requestsPaged }, strict),
    ]),
    output: Type.Object({
      requests: Type.Array(
        Type.Object({
          ...User.properties,
          at: described(Time, 'when they asked'),
          note: Type.Optional(described(Topic, 'what they say. Not given: nothing')),
        }),
      ),
      next,
    }),
    errors: ofBoth,
  }),
  'request.accept': command({
    owner: 'chat',
    about: `Lets somebody in who asks. Whoever is in already stays as they are. ${whoLetsIn}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Union([
      Type.Object({ room: described(Id, 'a group'), user: Id }, strict),
      Type.Object({ space: Id, user: Id }, strict),
    ]),
    output: Type.Object({
      seq: described(Seq, 'position of their member.joined or resident.joined, or the head where they were in it'),
    }),
    errors: [...ofBoth, 'REQUEST_NOT_FOUND', 'ROOM_FULL', 'TOO_MANY_ROOMS', 'TOO_MANY_SPACES'],
  }),
  'request.decline': command({
    owner: 'chat',
    about: `Does not let somebody in who asks. They are not told, and no invitation is good for them any more; they can be added to the group, or named in an invitation to the space. ${whoLetsIn}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Union([
      Type.Object({ room: described(Id, 'a group'), user: Id }, strict),
      Type.Object({ space: Id, user: Id }, strict),
    ]),
    output: Type.Object({}),
    errors: ofBoth,
  }),
}

export const signals = {
  'request.waiting': signal({
    about:
      'Somebody asks to be let into a group of which you are owner or admin, or into a space that you manage, or was answered. It may get lost: `request.list` says who asks.',
    stream: 'chat/user',
    body: Type.Object({
      room: Type.Optional(described(Id, 'the group. Not given: it is a space')),
      space: Type.Optional(described(Id, 'the space. Not given: it is a group')),
      waiting: Type.Integer({ minimum: 0, description: 'how many ask' }),
    }),
  }),
}
