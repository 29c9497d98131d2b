/** Parties: a few people who play together, for as long as they do. */
import * as Type from 'typebox'
import { described, Epoch, Id, MessageId, PartyCode, Seq, Span, StreamName, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Attributes, changedSettings, checkMs, Found, usualSettings, view } from './party-shapes.ts'
import { Game, game, maybe, once, own } from './shapes.ts'

const usualFound = 50
const mostFound = 200

const party = { party: Id }
const one = Type.Object(party, strict)
const another = Type.Object({ ...party, user: Id }, strict)
const seq = described(Seq, 'the position of the stream of the party by which this is so')
const Done = Type.Object({ seq })
const Gone = Type.Object({})
const Seen = Type.Object({
  on: StreamName,
  epoch: Epoch,
  head: described(Seq, 'the position of its stream that this is as of'),
  ...view,
})
const entering = ['IN_A_PARTY', 'TOO_MANY_PARTIES'] as const
const keptOut = ['PARTY_NOT_FOUND', 'PARTY_CLOSED', 'PARTY_LOCKED', 'PARTY_FULL'] as const
const leading = ['PARTY_NOT_FOUND', 'LEADER_ONLY'] as const

export const commands = {
  'party.create': command({
    ...own,
    about:
      'Makes a party, which you lead. One is in one party of each game at most. Repeated with the same id it is the same party.',
    // Of another version than the ids of people, whose streams stand beside those of parties.
    input: Type.Object(
      {
        party: described(MessageId, 'its id from now on'),
        game,
        chat: maybe(Type.Literal(true), 'that it has a chat room, as `room` of the answer says', 'it has none'),
        ...usualSettings,
      },
      strict,
    ),
    output: Seen,
    errors: ['PARTY_ID_TAKEN', ...entering, 'PARTY_NOT_FOUND', 'PARTY_ATTRIBUTES_TOO_LARGE'],
  }),
  'party.join': command({
    ...own,
    about:
      'Comes into a party: an open one by its id, or any that is not locked by its code. Whoever is in it stays so. One whose leader blocks you, or whom you block, looks as if there were none.',
    input: Type.Union([one, Type.Object({ code: PartyCode }, strict)]),
    output: Seen,
    errors: [...keptOut, ...entering],
  }),
  'party.request': command({
    ...own,
    about:
      'Asks the leader of a party to let you in; into an open one you come at once. What becomes of it is told in your own stream: party.entered, or party.refused. `party.leave` takes it back.',
    input: one,
    output: Type.Object({ entered: Type.Boolean({ description: 'whether you are in it' }) }),
    errors: [...keptOut, ...entering, 'TOO_MANY_PARTY_REQUESTS'],
  }),
  'party.admit': command({
    ...own,
    about: 'Lets in somebody who asked. For its leader. Who is in it already stays so.',
    input: another,
    output: Done,
    errors: [
      ...leading,
      'PARTY_REQUEST_NOT_FOUND',
      'PARTY_LOCKED',
      'PARTY_FULL',
      'IN_A_PARTY_THERE',
      'TOO_MANY_PARTIES',
    ],
  }),
  'party.refuse': command({
    ...own,
    about: 'Does not let in somebody who asked, who may ask again. For its leader. Who did not ask changes nothing.',
    input: another,
    output: Done,
    errors: [...leading],
  }),
  'party.leave': command({
    ...own,
    about:
      'Leaves a party, or takes back that you asked to come in. It ends with its last member, and with its leader where `migrates` is false. What is not there changes nothing.',
    whileSuspended: true,
    input: one,
    output: Gone,
    errors: [],
  }),
  'party.remove': command({
    ...own,
    about: 'Takes a member out. For its leader. Who is not in it changes nothing.',
    input: another,
    output: Gone,
    errors: [...leading],
  }),
  'party.lead': command({
    ...own,
    about: 'Hands a party over to another member, who leads it from now on. For its leader.',
    input: another,
    output: Done,
    errors: [...leading, 'PARTY_MEMBER_NOT_FOUND'],
  }),
  'party.change': command({
    ...own,
    about: 'Sets what you give of a party, and leaves the rest. For its leader.',
    input: Type.Object({ ...party, ...changedSettings }, strict),
    output: Done,
    errors: [...leading, 'PARTY_ATTRIBUTES_TOO_LARGE', 'PARTY_OVERFULL'],
  }),
  'party.lock': command({
    ...own,
    about: 'Locks a party, so that nobody comes in by any way, or opens it again. For its leader.',
    input: Type.Object({ ...party, locked: Type.Boolean() }, strict),
    output: Done,
    errors: [...leading],
  }),
  'party.code': command({
    ...own,
    about:
      'Makes the code of a party anew, or takes it away; the one before is good for nothing then. Repeated, it makes another. For its leader.',
    input: Type.Object({ ...party, code: Type.Union([Type.Literal('new'), Type.Literal('none')]) }, strict),
    output: Type.Object({ seq, code: Type.Optional(PartyCode) }),
    errors: [...leading],
  }),
  'party.check': command({
    ...once,
    about:
      'Asks all members who are not away whether they are ready. It ends with the last who is, with the first who is not, or with its time. For its leader, who is ready.',
    input: Type.Object(
      {
        ...party,
        within_ms: Type.Optional(
          Type.Integer({
            ...Span,
            minimum: checkMs.least,
            maximum: checkMs.most,
            description: `how long they have. Not given: ${checkMs.usual}`,
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({ seq, ends_at: Time, ends_in_ms: Span }),
    errors: [...leading, 'PARTY_CHECK_RUNNING'],
  }),
  'party.ready': command({
    ...own,
    about: 'Answers a ready check. What you have said holds.',
    input: Type.Object({ ...party, ready: Type.Boolean() }, strict),
    output: Done,
    errors: ['PARTY_NOT_FOUND', 'PARTY_CHECK_NOT_FOUND'],
  }),
  'party.get': command({
    owner: 'contacts',
    about: 'A party that you are in.',
    access: 'user',
    rate: 'read',
    input: Type.Union([one, Type.Object({ game }, strict)]),
    output: Seen,
    errors: ['PARTY_NOT_FOUND'],
  }),
  'party.search': command({
    owner: 'contacts',
    about:
      'Parties of a game that are not closed, not locked and not full, a page at a time in the order of their ids; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        game,
        attributes: maybe(Attributes, 'only those that have all of these', 'all'),
        after: Type.Optional(described(Id, '`next` of the page before. Not given: from the first')),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: mostFound,
            default: usualFound,
            description: `how many at most. Not given: ${usualFound}`,
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      parties: Type.Array(Found),
      next: Type.Optional(described(Id, 'the `after` of the next page. Not given: there is none')),
    }),
    errors: [],
  }),
  'party.disband': command({
    ...own,
    about: 'Ends a party. For its leader.',
    input: one,
    output: Gone,
    errors: [...leading],
  }),
}

const stream = 'contacts/party'
const somebody = Type.Object({ user: Id })
const { party: _, members: _members, requests: _requests, check: _check, code: _code, ...begun } = view

export const events = {
  'party.entered': event({
    about: 'You came into a party.',
    stream: 'contacts/user',
    body: Type.Object({
      ...party,
      game: maybe(Game, 'the game', 'that of a deployment with one alone'),
      on: StreamName,
      epoch: Epoch,
      head: Seq,
      floor: Seq,
    }),
    effect: 'start',
  }),
  'party.refused': event({
    about: 'You asked to come into a party, and were not let in.',
    stream: 'contacts/user',
    body: Type.Object(party),
  }),
  'party.created': event({
    about: 'The party begins. It says all of it but who is in it.',
    stream,
    body: Type.Object(begun),
  }),
  'party.joined': event({
    about: 'Somebody came in: by themselves, or let in by another (`by`). A request of theirs is over.',
    stream,
    body: somebody,
  }),
  'party.left': event({
    about: 'Somebody is out of it.',
    stream,
    body: Type.Object({
      ...somebody.properties,
      why: Type.Union([Type.Literal('left'), Type.Literal('removed'), Type.Literal('away')], {
        description: '`away`: they were away for too long. Later servers may have more',
      }),
    }),
    effect: 'end',
  }),
  'party.led': event({ about: 'Somebody else leads it.', stream, body: somebody }),
  'party.changed': event({
    about: 'Something else is set of it. It says what has changed.',
    stream,
    body: Type.Object(changedSettings),
  }),
  'party.locked': event({
    about: 'Nobody comes in any more, or people do again.',
    stream,
    body: Type.Object({ locked: Type.Boolean() }),
  }),
  'party.coded': event({
    about: 'It has another code.',
    stream,
    body: Type.Object({ code: maybe(PartyCode, 'the code', 'it has none') }),
  }),
  'party.requested': event({ about: 'Somebody asks to come in.', stream, body: somebody }),
  'party.dismissed': event({
    about: 'A request is over, and its author has not come in.',
    stream,
    body: somebody,
  }),
  'party.check_begun': event({
    about: 'All who are not away are asked whether they are ready; nobody has said anything yet.',
    stream,
    body: Type.Object({ ends_at: Time, ends_in_ms: Span }),
  }),
  'party.check_answered': event({
    about: 'A member has said whether they are ready.',
    stream,
    body: Type.Object({ ...somebody.properties, ready: Type.Boolean() }),
  }),
  'party.check_ended': event({
    about: 'The ready check is over, and what was said in it forgotten.',
    stream,
    body: Type.Object({ ready: Type.Boolean({ description: 'whether all were' }) }),
  }),
  'party.away': event({
    about: 'None of the devices of a member has been there for a while, or one is there again.',
    stream,
    body: Type.Object({ ...somebody.properties, away: Type.Boolean() }),
  }),
  'party.disbanded': event({
    about: 'The party is over, and nobody is in it any more.',
    stream,
    body: Type.Object({}),
    effect: 'close',
  }),
}
