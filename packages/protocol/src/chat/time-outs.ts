/** Letting somebody who lives in a space only read for a while. */
import * as Type from 'typebox'
import { described, Id, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Reason } from './space-shapes.ts'
import { dayMs } from './when.ts'

export const longestTimeOutMs = 28 * dayMs

const Until = Type.Optional(described(Time, 'until when they may only read. Not given: they are timed out no longer'))

export const commands = {
  'resident.time_out': command({
    owner: 'chat',
    about:
      'Lets somebody only read in a space for a while, from now on, in place of a time-out that they have; it ends by itself. Who has `time_out` may, as far as the highest role of the other is below their own. Owner and administrators are exempt.',
    access: 'user',
    rate: 'write',
    input: Type.Object(
      {
        space: Id,
        user: Id,
        in_ms: Type.Integer({
          minimum: 0,
          maximum: longestTimeOutMs,
          description: 'how long, in milliseconds from now, up to 28 days; 0 takes a time-out back',
        }),
        reason: Type.Optional(described(Reason, 'why. Not given: nothing is said')),
      },
      strict,
    ),
    output: Type.Object({
      seq: described(Seq, 'position of the resident.timed_out, or the head where nothing changed'),
      muted_until: Until,
    }),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'NOT_BELOW_YOU',
      'RESIDENT_NOT_FOUND',
      'TIME_OUT_EXEMPT',
    ],
  }),
}

export const events = {
  'resident.timed_out': event({
    about: 'Somebody may only read for a while, or no longer only read.',
    stream: 'chat/space',
    body: Type.Object({ user: Id, muted_until: Until }),
  }),
  'space.timed_out': event({
    about: 'You may only read in a space for a while, or no longer only read. What you may do there, `space.get` says.',
    stream: 'chat/user',
    body: Type.Object({
      space: Id,
      muted_until: Type.Optional(described(Time, 'until when. Not given: you are timed out no longer')),
      reason: Type.Optional(described(Reason, 'why. Not given: nothing was said')),
    }),
  }),
}
