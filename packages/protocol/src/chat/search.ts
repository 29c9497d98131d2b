/** Looking for messages. */
import * as Type from 'typebox'
import { described, EventFrame, Id, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { Limit, usualPage } from './pages.ts'

/** Words that one search may look for. */
export const mostWords = 16

const Ids = (description: string) => Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description }))
/** What a message may have besides words: a link, a poll, a pin that keeps it at hand. */
const Trait = Type.Union([Type.Literal('link'), Type.Literal('poll'), Type.Literal('pin')])
const What = (description: string) => Type.Optional(Type.Array(Trait, { minItems: 1, maxItems: 3, description }))

/** Of the server's own making: it says what is wrong with another. */
const Place = Type.String({ maxLength: 80, title: 'where a search goes on' })

export const commands = {
  'message.search': command({
    owner: 'chat',
    about:
      'Messages in your rooms that say all of this, newest first, a page at a time. You find what you see there now, as soon as its send was answered. Fewer than asked, perhaps none, where looking further would take long: go on with `next` while there is one.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        text: Type.Optional(
          Type.String({
            maxLength: 512,
            description:
              'words, all of which must be there: `word`, `beginn*`, `"one behind the other"`; `-` before one says that it must not be there. Not given: any',
          }),
        ),
        rooms: Ids('in one of these. Not given: in all of yours'),
        not_rooms: Ids('in none of these. Not given: wherever'),
        threads: Type.Optional(
          Type.Boolean({
            description: 'true: also in the threads of these rooms. Not given: in those alone that `rooms` names',
          }),
        ),
        authors: Ids('by one of these users. Not given: by anybody'),
        not_authors: Ids('by none of these users. Not given: by anybody'),
        mentions: Ids('mentions one of these users by name. Not given: whomever'),
        not_mentions: Ids('mentions none of these users by name. Not given: whomever'),
        before: Type.Optional(described(Time, 'earlier than this. Not given: up to now')),
        after: Type.Optional(described(Time, 'at this moment or later. Not given: from the beginning')),
        has: What('has one of these. Not given: whatever it has'),
        not_has: What('has none of these. Not given: whatever it has'),
        limit: Limit(usualPage.hits, 100),
        next: Type.Optional(
          described(Place, '`next` of the page before, of the same search. Not given: from the newest'),
        ),
      },
      strict,
    ),
    output: Type.Object({
      hits: Type.Array(
        Type.Object({
          event: EventFrame,
          edited: Type.Optional(Type.String({ description: 'what the message says now. Not given: what was sent' })),
          spots: Type.Array(Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 0 })]), {
            description: 'where in what it says now the words stand: from, to, in UTF-16 units',
          }),
        }),
      ),
      next: Type.Optional(described(Place, 'where to go on. Not given where there is nothing further')),
    }),
    errors: ['ROOM_NOT_FOUND', 'SEARCH_EMPTY', 'SEARCH_TOO_WIDE', 'SEARCH_TOO_LONG'],
  }),
}
