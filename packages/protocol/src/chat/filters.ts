/** What a space does not want to be said. */
import * as Type from 'typebox'
import { DisplayName, described, Id, strict } from '../shapes.ts'
import { command } from '../table.ts'
import { RoleId } from './space-shapes.ts'
import { longestTimeOutMs } from './time-outs.ts'

/** Of a space. */
export const mostFilters = 50
/** In all filters of a space. */
export const mostFilterWords = 1_000
const wordsOfOne = 50

const Word = Type.String({
  minLength: 1,
  maxLength: 64,
  format: 'line',
  pattern: '[^\\s*]',
  title:
    'a word or some words, however they are written: in large letters or small, with signs that nobody sees in between, or in letters that look alike. With `*` at an end, whatever goes on there',
})

const Found = Type.Union(
  [
    Type.Object({ words: Type.Array(Word, { minItems: 1, maxItems: wordsOfOne }) }, strict),
    Type.Object(
      {
        mentions: Type.Integer({
          minimum: 0,
          maximum: 100,
          description: 'more people than that are mentioned at once',
        }),
      },
      strict,
    ),
    Type.Object(
      {
        messages: Type.Integer({ minimum: 1, maximum: 100, description: 'somebody says more than that in the space' }),
        seconds: Type.Integer({ minimum: 1, maximum: 3_600, description: 'within so many seconds' }),
      },
      strict,
    ),
  ],
  {
    title:
      'what it finds: `words`, 1 to 50 of them with 1 to 64 characters each; more than so many `mentions`, 0 to 100; or more than so many `messages`, 1 to 100, of one person within so many `seconds`, 1 to 3,600',
  },
)

const Outcome = Type.Union(
  [Type.Literal('block'), Type.Literal('flag'), Type.Literal('mask'), Type.Literal('time_out')],
  {
    title:
      'what comes of it: `block`: it is not said; `flag`: it is said, and the audit log tells of it; `mask`: it is said with stars for the words; `time_out`: it is not said, and who said it may only read for a while',
  },
)

const Filter = {
  name: described(DisplayName, 'what it is called among those who change it'),
  found: Found,
  outcome: Outcome,
  text: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      format: 'line',
      description: 'what is said to whom it stops, as `why` of the error. Not given: nothing',
    }),
  ),
  time_out_ms: Type.Optional(
    Type.Integer({
      minimum: 1_000,
      maximum: longestTimeOutMs,
      description: 'how long a `time_out` lasts. Not given: an hour',
    }),
  ),
  exempt_roles: Type.Optional(
    Type.Array(RoleId, {
      maxItems: 20,
      description: 'not for who has one of these roles, as it is never for owner and administrators. Not given: none',
    }),
  ),
  exempt_rooms: Type.Optional(
    Type.Array(Id, {
      maxItems: 20,
      description:
        'not in these rooms and their threads; of those that you do not see you are told nothing, and they stay when you set it anew. Not given: none',
    }),
  ),
}

export const commands = {
  'filter.set': command({
    owner: 'chat',
    about:
      'Says what is not to be said in a space, in place of what this filter said before. It is looked at with every message, edit, poll, name of a room or thread, and nickname; of other processes of the server within two seconds. Who has `manage_space` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      { space: Id, filter: described(Id, 'a new UUID of yours, or that of a filter that there is'), ...Filter },
      strict,
    ),
    output: Type.Object({}),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'TOO_MANY_FILTERS'],
  }),
  'filter.remove': command({
    owner: 'chat',
    about: 'Takes a filter away. Who has `manage_space` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, filter: Id }, strict),
    output: Type.Object({}),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
  'filter.list': command({
    owner: 'chat',
    about:
      'The filters of a space, ordered by id, a page at a time, as many as fit one answer. Who has `manage_space` may ask.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        after: Type.Optional(described(Id, 'the last filter of the page before. Not given: from the first one')),
      },
      strict,
    ),
    output: Type.Object({
      filters: Type.Array(Type.Object({ filter: Id, ...Filter })),
      more: Type.Boolean({ description: 'whether there are filters after these' }),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
}
