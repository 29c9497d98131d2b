/** Moments ahead, as clients give them: by the clock of the server, or as a while, for which no clock has to be right. */
import * as Type from 'typebox'
import { described, Span, strict, Time } from '../shapes.ts'

export const dayMs = 24 * 60 * 60 * 1_000

/** How far ahead a message is scheduled, or a reminder set, at most. */
export const furthestMs = 365 * dayMs

export const When = Type.Union(
  [Type.Object({ at: described(Time, 'by the clock of the server') }, strict), Type.Object({ in_ms: Span }, strict)],
  { title: 'a moment ahead: `at` a time, or `in_ms` from now' },
)

/** When something is due, as it is told. */
export const Due = {
  due: described(Time, 'when it is due'),
  due_in_ms: described(Span, 'how long that is from now; 0 where it is due'),
}
