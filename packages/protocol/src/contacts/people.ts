/** How people stand with each other: contacts, requests, blocks, and who may do what to whom. */
import * as Type from 'typebox'
import { DisplayName, described, Id, nameLength, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { count, Game, Line, maybe, own, seq, stand } from './shapes.ts'

/** People whom one may block: a gateway keeps them for each connection. */
export const mostBlocked = 500
/** Labels on one contact. */
export const mostLabels = 10
/** Games in which two may be contacts; whoever would be in more is so in all. */
export const mostGames = 32
/** How many people are listed at once. */
const usualPeople = 100
const mostPeople = 500

const Stands = Type.Union([Type.Literal('contact'), Type.Literal('sent'), Type.Literal('received')])
const stands = 'your contact, or a request that you sent or received'

const note = maybe(Line, 'what the request says besides', 'nothing')

const games = (otherwise: string) =>
  maybe(
    Type.Array(Game, { maxItems: mostGames, uniqueItems: true }),
    'in which games, where there are several; none for all',
    otherwise,
  )

/** What somebody keeps for themselves about a contact. */
const keeping = (memo: string, favourite: string, labels: string) => ({
  memo: maybe(Line, 'what you noted about them; empty for nothing', memo),
  favourite: maybe(Type.Boolean(), 'whether they stand before others', favourite),
  labels: maybe(
    Type.Array(DisplayName, { maxItems: mostLabels, uniqueItems: true }),
    'the groups of contacts that you have them in, by name',
    labels,
  ),
})

const Person = Type.Object(
  {
    user: Id,
    stands: maybe(Stands, stands, 'neither'),
    at: maybe(Time, 'since when they stand so', 'neither'),
    games: games('in all'),
    note,
    ...keeping('nothing', 'false', 'none'),
    blocked: maybe(Type.Boolean(), 'whether you block them', 'false'),
    restricted: maybe(Type.Boolean(), 'whether you restrict them', 'false'),
  },
  { title: 'somebody, and how you stand with them' },
)

const Audience = Type.Union([
  Type.Literal('everyone'),
  Type.Literal('contacts_of_contacts'),
  Type.Literal('contacts'),
  Type.Literal('nobody'),
])
const mayContact = 'who may contact you; a request of theirs needs `everyone`, or a shared contact'
const mayAdd = 'who may add you to groups'
const Privacy = { contact: described(Audience, mayContact), groups: described(Audience, mayAdd) }

const Answer = Type.Object({
  seq,
  stands: maybe(Stands, `how you stand now: ${stands}`, 'neither'),
})
const one = Type.Object({ user: Id }, strict)

export const commands = {
  'contact.request': command({
    ...own,
    about:
      'Asks somebody to be your contact. Where they have asked you, you are contacts at once. Repeated with the same id it is the same request and gets the first answer; who was asked already is not asked again. Who is your contact in other games is one in this, too, at once.',
    input: Type.Object(
      {
        user: Id,
        id: described(Id, 'a new UUID of yours'),
        note,
        game: maybe(Game, 'the game in which you want to be contacts', 'in all that there are'),
      },
      strict,
    ),
    output: Type.Object({
      seq: described(Seq, 'position of the contact.requested, or of the contact.added, in your own stream'),
      stands: described(Stands, '`sent`, or `contact`'),
      requests: count('open requests'),
    }),
    errors: [
      'PERSON_NOT_FOUND',
      'CONTACT_WITH_YOURSELF',
      'BLOCKED_BY_YOU',
      'CONTACT_CLOSED',
      'TOO_MANY_CONTACTS',
      'TOO_MANY_CONTACTS_THERE',
      'TOO_MANY_CONTACT_REQUESTS',
      'CONTACT_REQUEST_ID_TAKEN',
    ],
  }),
  'contact.accept': command({
    ...own,
    about: 'Accepts a request that you received. Who is your contact already stays so.',
    input: one,
    output: Type.Object({ seq, contacts: count('contacts') }),
    errors: ['CONTACT_REQUEST_NOT_FOUND', 'TOO_MANY_CONTACTS', 'TOO_MANY_CONTACTS_THERE'],
  }),
  'contact.decline': command({
    ...own,
    about: 'Declines a request that you received; whoever asked is told. What is not there changes nothing.',
    whileSuspended: true,
    input: one,
    output: Answer,
    errors: [],
  }),
  'contact.cancel': command({
    ...own,
    about: 'Takes back a request that you sent. What is not there changes nothing.',
    whileSuspended: true,
    input: one,
    output: Answer,
    errors: [],
  }),
  'contact.remove': command({
    ...own,
    about:
      'Ends a contact, for both; what each of you kept about the other is gone. Who is none changes nothing, and so does a game where you are contacts in all.',
    whileSuspended: true,
    input: Type.Object(
      { user: Id, game: maybe(Game, 'the game in which you are contacts no longer; the last ends it', 'in all') },
      strict,
    ),
    output: Answer,
    errors: [],
  }),
  'contact.change': command({
    ...own,
    about: 'Sets what you keep for yourself about a contact: the members that you give, and leaves the others.',
    input: Type.Object(
      {
        user: Id,
        ...keeping('as it is', 'as it is', 'as they are'),
      },
      strict,
    ),
    output: Type.Object({ seq }),
    errors: ['CONTACT_NOT_FOUND'],
  }),
  'contact.list': command({
    owner: 'contacts',
    about:
      'Everybody with whom you stand in some way, in the order of their ids, a page at a time; fewer than asked where they would not fit one answer, one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        of: Type.Optional(
          Type.Union([...Stands.anyOf, Type.Literal('blocked'), Type.Literal('restricted')], {
            description: 'only these. Not given: all',
          }),
        ),
        game: maybe(Game, 'only those who stand so in this game, or in all', 'all'),
        after: Type.Optional(described(Id, '`next` of the page before. Not given: from the first')),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: mostPeople,
            default: usualPeople,
            description: `how many at most. Not given: ${usualPeople}`,
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      ...stand,
      people: Type.Array(Person),
      next: Type.Optional(described(Id, 'the `after` of the next page. Not given: there is none')),
    }),
    errors: [],
  }),
  'label.change': command({
    ...own,
    about:
      'Gives a group of contacts another name, on all that are in it; where a contact has both, the old one goes. A label that none of your contacts has changes nothing.',
    input: Type.Object(
      {
        label: DisplayName,
        name: Type.String({
          maxLength: nameLength,
          format: 'display-name',
          title: 'the name of a label, or nothing',
          description: 'what it is called from now on; empty ends the group, and its contacts stay',
        }),
      },
      strict,
    ),
    output: Type.Object({ seq }),
    errors: [],
  }),
  'block.add': command({
    ...own,
    about:
      'Blocks somebody. A contact with them ends, and so do requests, as if you had removed, declined or taken them back: they do not learn of the block, and what they ask of you later looks to them as if it waited.',
    whileSuspended: true,
    input: one,
    output: Type.Object({ seq }),
    errors: ['PERSON_NOT_FOUND', 'BLOCKING_YOURSELF', 'TOO_MANY_BLOCKED'],
  }),
  'block.remove': command({
    ...own,
    about: 'Blocks somebody no longer. It brings nothing back. Who is not blocked changes nothing.',
    input: one,
    output: Type.Object({ seq }),
    errors: [],
  }),
  'restriction.add': command({
    ...own,
    about:
      'Restricts somebody: your direct room with them is `restricted`, and its messages are to come silently, in a list of its own. They do not learn of it.',
    whileSuspended: true,
    input: one,
    output: Type.Object({ seq }),
    errors: ['PERSON_NOT_FOUND', 'BLOCKING_YOURSELF', 'TOO_MANY_BLOCKED'],
  }),
  'restriction.remove': command({
    ...own,
    about: 'Restricts somebody no longer. Who is not restricted changes nothing.',
    input: one,
    output: Type.Object({ seq }),
    errors: [],
  }),
  'privacy.get': command({
    owner: 'contacts',
    about: 'Who may contact you, and who may add you to groups.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({ ...stand, ...Privacy }),
    errors: [],
  }),
  'privacy.set': command({
    ...own,
    about: 'Sets who may contact you, and who may add you to groups: the members that you give, and leaves the others.',
    whileSuspended: true,
    input: Type.Object(
      {
        contact: maybe(Audience, mayContact, 'as it is'),
        groups: maybe(Audience, mayAdd, 'as it is'),
      },
      strict,
    ),
    output: Type.Object({ seq, ...Privacy }),
    errors: [],
  }),
}

const stream = 'contacts/user'
/** In the stream of each of two, it names the other; `by` says which of them did it. */
const other = Type.Object({ user: described(Id, 'the other one') })

export const events = {
  'contact.requested': event({
    about: 'You asked somebody to be your contact, or they asked you: `by` says who.',
    stream,
    body: Type.Object({
      ...other.properties,
      games: games('in all'),
      note,
    }),
  }),
  'contact.added': event({
    about: 'Somebody is your contact. A request between you is over.',
    stream,
    body: Type.Object({ ...other.properties, games: games('in all') }),
  }),
  'contact.declined': event({ about: 'A request was declined, by you or by whom you asked.', stream, body: other }),
  'contact.cancelled': event({ about: 'A request was taken back, by whoever had asked.', stream, body: other }),
  'contact.removed': event({ about: 'A contact has ended, by either of you.', stream, body: other }),
  'contact.changed': event({
    about:
      'You keep something else about a contact than before, or are contacts in other games (by either of you). It says what has changed.',
    stream,
    body: Type.Object({
      user: Id,
      games: games('as before'),
      ...keeping('as before', 'as before', 'as before'),
    }),
  }),
  'label.changed': event({
    about:
      'A group of your contacts has another name. A contact that has both loses the old one; where the new one is empty, all do.',
    stream,
    body: Type.Object({ label: DisplayName, name: Type.String({ maxLength: nameLength }) }),
  }),
  'block.added': event({ about: 'You block somebody.', stream, body: Type.Object({ user: Id }) }),
  'block.removed': event({ about: 'You block somebody no longer.', stream, body: Type.Object({ user: Id }) }),
  'restriction.added': event({ about: 'You restrict somebody.', stream, body: Type.Object({ user: Id }) }),
  'restriction.removed': event({ about: 'You restrict somebody no longer.', stream, body: Type.Object({ user: Id }) }),
  'privacy.changed': event({
    about: 'Others may contact you, or add you to groups, than before. It says all of it.',
    stream,
    body: Type.Object(Privacy),
  }),
}
