/** What a poll is made of, as its message says it. */
import * as Type from 'typebox'
import { described, Time } from '../shapes.ts'
import { dayMs } from './when.ts'

/** Answers of a poll. */
export const mostAnswers = 10
export const mostQuestion = 300
/** How long a poll is open that has a deadline. */
export const longestPollMs = 32 * dayMs

export const PollAnswer = Type.String({
  minLength: 1,
  maxLength: 55,
  format: 'visible-text',
  pattern: '^(?!\\s*$)[^\\u0000\\n\\r]*$',
  title: 'one line of 1 to 55 characters, of which a reader sees something',
})

export const Answers = Type.Array(PollAnswer, { minItems: 2, maxItems: mostAnswers })

export const Poll = Type.Object({
  answers: Answers,
  multiple: Type.Optional(
    Type.Literal(true, { description: 'that one may choose several answers. Not given: one alone' }),
  ),
  closes: Type.Optional(
    described(Time, 'until when one may vote, by the clock of the server. Not given: until it is closed'),
  ),
})
