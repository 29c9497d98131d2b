/** Invitations to a game for all who are in a room: a card that a message shows, with so many places. */
import * as Type from 'typebox'
import { described, Id, Span, strict, Time } from '../shapes.ts'
import { command, signal } from '../table.ts'
import { about, expiring, id, opaque, secret } from './invitations.ts'
import { count, maybe, once, own } from './shapes.ts'

/** Places of one card. */
export const mostPlaces = 255

const Places = Type.Integer({ minimum: 1, maximum: mostPlaces, title: `1 to ${mostPlaces}` })
const party = (otherwise: string) => maybe(Id, 'the party that who accepts comes into', otherwise)
const State = Type.Union(
  [Type.Literal('open'), Type.Literal('full'), Type.Literal('cancelled'), Type.Literal('expired')],
  { description: 'how it stands; whatever it is but `open`, it stays so' },
)

const now = {
  version: Type.Integer({
    minimum: 1,
    description: 'which of two states is the later: the one with the higher number',
  }),
  state: State,
  places: described(Places, 'how many may accept it'),
  taken: Type.Integer({ minimum: 0, description: 'how many have' }),
}
const one = Type.Object({ card: Id }, strict)

export const commands = {
  'card.create': command({
    ...own,
    about:
      'Invites all who are in a room to play, so many of them as there are places. Send a message with this `card` to show it there. With a party that you are in, who accepts comes into it; when you are no longer in that, or gone for a while, it is cancelled. Repeated with the same id it is the same card.',
    input: Type.Object(
      {
        card: id,
        room: described(Id, 'a room or thread that you see'),
        places: maybe(Places, 'how many may accept it', '1'),
        ...about,
        party: maybe(Id, 'a party that you are in, whose game it is then', 'none'),
        secret: secret('none'),
        ...expiring,
      },
      strict,
    ),
    output: Type.Object({ expires_at: Time, expires_in_ms: Span, cards: count('open cards') }),
    errors: ['ROOM_NOT_FOUND', 'TOO_MANY_INVITATIONS', 'INVITATION_ID_TAKEN', 'PARTY_NOT_FOUND', 'LEADER_ONLY'],
  }),
  'card.accept': command({
    ...own,
    about:
      'Takes a place of a card in a room that you see, while it is open by the clock of the server. You come into its party, or nothing is taken. Repeated it gets the same answer.',
    input: one,
    output: Type.Object({
      party: maybe(Id, 'the party that you came into', 'none'),
      secret: maybe(opaque(256), 'what lets you join', 'none'),
    }),
    errors: [
      'INVITATION_NOT_FOUND',
      'INVITATION_OVER',
      'INVITING_YOURSELF',
      'PARTY_NOT_FOUND',
      'LEADER_ONLY',
      'PARTY_LOCKED',
      'PARTY_FULL',
      'IN_A_PARTY',
      'TOO_MANY_PARTIES',
    ],
  }),
  'card.cancel': command({
    ...own,
    about: 'Takes back a card of yours; who has taken a place keeps it. One that is over stays as it is.',
    whileSuspended: true,
    input: one,
    output: Type.Object(now),
    errors: ['INVITATION_NOT_FOUND'],
  }),
  'card.get': command({
    ...once,
    about:
      'A card of yours, or in a room that you see, also for some days after it is over. How it stands from then on is told by the topic `contacts/card/<id>`.',
    rate: 'read',
    input: one,
    output: Type.Object({
      ...{ card: Id, room: Id, from: Id },
      ...about,
      party: party('none'),
      expires_at: Time,
      expires_in_ms: Span,
      ...now,
      accepted: maybe(Type.Literal(true), 'you have taken a place', 'you have not'),
      secret: maybe(opaque(256), 'what lets you join, once you have taken a place', 'none'),
    }),
    errors: ['INVITATION_NOT_FOUND'],
  }),
}

export const signals = {
  'card.changed': signal({
    about: 'How a card stands now.',
    stream: 'contacts/card',
    body: Type.Object(now),
    authored: true,
    state: { version: 'version' },
  }),
}
