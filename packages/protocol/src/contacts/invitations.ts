/** Invitations to a game: to play together, or, in the other direction, asking to join. */
import * as Type from 'typebox'
import { described, Id, Span, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { count, game, maybe, own, seq, stand } from './shapes.ts'

/** Characters of a payload. */
export const mostPayload = 2_048
/** How long an invitation waits for an answer: at least, usually, at most; milliseconds. */
export const invitationMs = { least: 1_000, usual: 900_000, most: 604_800_000 } as const
const mostPlatforms = 16
const usualListed = 50
const mostListed = 100

export const opaque = (maxLength: number) =>
  Type.String({ maxLength, format: 'whole-text', title: `a text of at most ${maxLength} characters` })
const Kind = Type.Union([Type.Literal('invite'), Type.Literal('ask')])
const kind = '`invite`: to join who sent it; `ask`: who sent it wants to join. Later servers may have more'
const State = Type.Union([
  Type.Literal('pending'),
  Type.Literal('accepted'),
  Type.Literal('declined'),
  Type.Literal('cancelled'),
  Type.Literal('expired'),
])

/** What a game says of an invitation. */
export const about = {
  game,
  payload: maybe(opaque(mostPayload), 'whatever your game wants to say; the server does not read it', 'nothing'),
  platforms: maybe(
    Type.Array(
      Type.String({
        maxLength: 32,
        pattern: '^[a-z0-9][a-z0-9._-]{0,31}$',
        title: 'the name of a platform: a-z 0-9 . _ -',
      }),
      { maxItems: mostPlatforms, uniqueItems: true },
    ),
    'on which it can be played',
    'not told',
  ),
  launch: maybe(opaque(512), 'a link that starts the game; look at it before you follow it', 'nothing'),
}
export const id = described(Id, 'a new UUID of yours')
export const expiring = {
  expires_in_ms: Type.Optional(
    Type.Integer({
      ...Span,
      minimum: invitationMs.least,
      maximum: invitationMs.most,
      description: `how long it waits for an answer. Not given: ${invitationMs.usual}`,
    }),
  ),
}
export const secret = (otherwise: string) =>
  maybe(
    opaque(256),
    'what lets them join: nobody but who is to join is told it, and that once it is accepted',
    otherwise,
  )

const carries = maybe(
  Type.Literal(true),
  'that it goes along when whoever sent it changes from its party to another of the game; without a party of theirs it waits',
  'it is cancelled when they are no longer in it',
)

const body = {
  invitation: Id,
  kind: described(Kind, kind),
  from: Id,
  to: Id,
  ...about,
  party: maybe(Id, 'the party that who accepts comes into', 'none'),
  carries,
  expires_at: Time,
}
const one = Type.Object({ invitation: Id }, strict)
const Sent = Type.Object({
  seq,
  expires_at: Time,
  expires_in_ms: Span,
  invitations: count('open invitations'),
})
const Settled = Type.Object({ seq, state: described(State, 'how it stands now') })
const sending = [
  'PERSON_NOT_FOUND',
  'INVITING_YOURSELF',
  'BLOCKED_BY_YOU',
  'CONTACT_CLOSED',
  'TOO_MANY_INVITATIONS',
  'INVITATION_OPEN',
  'INVITATION_ID_TAKEN',
] as const

export const commands = {
  'invitation.send': command({
    ...own,
    about:
      'Invites somebody to play. With a party that you are in, who accepts comes into it; when you are no longer in that, the invitation is cancelled, or goes along to your next one (`carries`). It is cancelled, too, when none of your devices has been there for a while. Repeated with the same id it is the same invitation.',
    input: Type.Object(
      {
        invitation: id,
        user: Id,
        ...about,
        party: maybe(Id, 'a party that you are in, whose game it is then', 'none'),
        carries,
        secret: secret('none'),
        ...expiring,
      },
      strict,
    ),
    output: Sent,
    errors: [...sending, 'PARTY_NOT_FOUND', 'LEADER_ONLY'],
  }),
  'invitation.ask': command({
    ...own,
    about: 'Asks somebody whether you may join them. Repeated with the same id it is the same invitation.',
    input: Type.Object({ invitation: id, user: Id, ...about, ...expiring }, strict),
    output: Sent,
    errors: [...sending],
  }),
  'invitation.accept': command({
    ...own,
    about:
      'Accepts an invitation that you received, while it is open by the clock of the server. Of all answers one wins. Whoever is to join comes into the party, or nothing is accepted. Repeated it gets the same answer.',
    input: Type.Object(
      {
        invitation: Id,
        party: maybe(Id, 'of who asked to join: a party that you are in, which they come into', 'none'),
        secret: secret('of who asked to join: none'),
      },
      strict,
    ),
    output: Type.Object({
      seq,
      party: maybe(Id, 'the party that you came into', 'none'),
      secret: maybe(opaque(256), 'what lets you join', 'none'),
    }),
    errors: [
      'INVITATION_NOT_FOUND',
      'INVITATION_OVER',
      'PARTY_NOT_FOUND',
      'LEADER_ONLY',
      'PARTY_LOCKED',
      'PARTY_FULL',
      'IN_A_PARTY',
      'IN_A_PARTY_THERE',
      'TOO_MANY_PARTIES',
    ],
  }),
  'invitation.decline': command({
    ...own,
    about: 'Declines an invitation that you received; who sent it is told, and may send another one.',
    whileSuspended: true,
    input: one,
    output: Settled,
    errors: ['INVITATION_NOT_FOUND', 'INVITATION_OVER'],
  }),
  'invitation.cancel': command({
    ...own,
    about: 'Takes back an invitation that you sent.',
    whileSuspended: true,
    input: one,
    output: Settled,
    errors: ['INVITATION_NOT_FOUND', 'INVITATION_OVER'],
  }),
  'invitation.get': command({
    owner: 'contacts',
    about: 'An invitation that you sent or received, also for some days after it is settled.',
    access: 'user',
    rate: 'read',
    input: one,
    output: Type.Object({
      ...body,
      expires_in_ms: Span,
      state: State,
      secret: maybe(opaque(256), 'what lets you join, once it is accepted', 'none, or not for you'),
    }),
    errors: ['INVITATION_NOT_FOUND'],
  }),
  'invitation.list': command({
    owner: 'contacts',
    about:
      'Invitations that you sent or received and that are open, in the order of their ids, a page at a time; fewer than asked where they would not fit one answer, one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(described(Id, '`next` of the page before. Not given: from the first')),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: mostListed,
            default: usualListed,
            description: `how many at most. Not given: ${usualListed}`,
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      ...stand,
      invitations: Type.Array(Type.Object({ ...body, expires_in_ms: Span }, { title: 'an open invitation' })),
      next: Type.Optional(described(Id, 'the `after` of the next page. Not given: there is none')),
    }),
    errors: [],
  }),
}

const stream = 'contacts/user'
const which = Type.Object({ invitation: Id, from: Id, to: Id })

export const events = {
  'invitation.sent': event({
    about: 'You invited somebody to play, or asked to join them, or they you.',
    stream,
    body: Type.Object({ ...body, expires_in_ms: Span }),
  }),
  'invitation.accepted': event({
    about: 'An invitation was accepted. `invitation.get` tells who is to join what lets them.',
    stream,
    body: which,
  }),
  'invitation.carried': event({
    about: 'Whoever sent an invitation is in another party, which who accepts comes into from now on.',
    stream,
    body: Type.Object({ ...which.properties, party: Id }),
  }),
  'invitation.declined': event({ about: 'An invitation was declined.', stream, body: which }),
  'invitation.cancelled': event({
    about: 'An invitation was taken back, or who sent it is no longer in the party, or gone.',
    stream,
    body: which,
  }),
  'invitation.expired': event({ about: 'Nobody answered an invitation in its time.', stream, body: which }),
}
