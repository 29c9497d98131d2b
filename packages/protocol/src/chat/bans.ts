/** Who is kept out of a space. */
import * as Type from 'typebox'
import { DisplayName, described, Id, Seq, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { Limit, usualPage } from './pages.ts'
import { Reason } from './space-shapes.ts'
import { dayMs } from './when.ts'

/** People whom one call bans. */
export const mostBanned = 200
/** How far back a ban takes what somebody has said. */
export const longestPurgeMs = 7 * dayMs

const Place = Type.String({ minLength: 1, maxLength: 64, title: 'where a page ended' })

export const commands = {
  'ban.add': command({
    owner: 'chat',
    about:
      'Takes people out of a space, or keeps out who does not live there, until `ban.remove`: by no way they come in again. All of them, or, where one may not be banned, nobody. Who has `ban` may, as far as the highest roles of the others are below their own. Who is banned already stays banned for the reason that was given first.',
    access: 'user',
    rate: 'write',
    weighs: 'users',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        users: Type.Array(Id, { minItems: 1, maxItems: mostBanned }),
        reason: Type.Optional(described(Reason, 'why. Not given: nothing is said')),
        purge_ms: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: longestPurgeMs,
            description:
              'what they have said in the rooms of the space so many milliseconds back, up to 7 days, is taken back, which takes a while. Not given: nothing',
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      seq: described(Seq, 'position of the last resident.left, or the head where nobody lived there'),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'NOT_BELOW_YOU', 'USER_NOT_FOUND'],
  }),
  'ban.remove': command({
    owner: 'chat',
    about: 'Lets somebody who was banned come into a space again, by the ways that others have. Who has `ban` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      { space: Id, user: Id, reason: Type.Optional(described(Reason, 'why. Not given: nothing is said')) },
      strict,
    ),
    output: Type.Object({}),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
  'ban.list': command({
    owner: 'chat',
    about:
      'Who is banned from a space, the latest first, a page at a time; fewer than asked where they would not fit one answer. Who has `ban` may ask.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        after: Type.Optional(described(Place, '`next` of the page before. Not given: from the latest')),
        limit: Limit(usualPage.bans, 200),
      },
      strict,
    ),
    output: Type.Object({
      bans: Type.Array(
        Type.Object({
          user: Id,
          name: DisplayName,
          by: described(Id, 'who banned them'),
          at: Time,
          reason: Type.Optional(described(Reason, 'why. Not given: nothing was said')),
        }),
      ),
      next: Type.Optional(
        described(Place, 'there are more: ask again with this as `after`. Not given: these were all'),
      ),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
}
