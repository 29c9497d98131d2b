/** What a message says beside its text. */
import * as Type from 'typebox'
import { described } from '../shapes.ts'

/** How it is meant, as people write it behind a message: `/j`, `/srs`. Later servers may have more. */
const Tone = Type.Union([
  Type.Literal('joking'),
  Type.Literal('half_joking'),
  Type.Literal('sarcastic'),
  Type.Literal('serious'),
  Type.Literal('genuine'),
  Type.Literal('lighthearted'),
  Type.Literal('teasing'),
  Type.Literal('positive'),
  Type.Literal('negative'),
  Type.Literal('neutral'),
  Type.Literal('not_mad'),
  Type.Literal('rhetorical'),
  Type.Literal('hyperbole'),
  Type.Literal('metaphor'),
  Type.Literal('literal'),
  Type.Literal('quote'),
])

const Subject = Type.String({
  minLength: 1,
  maxLength: 80,
  format: 'line',
  pattern: '\\S',
  title: 'one line of 1 to 80 characters',
})

export const Aside = {
  subject: Type.Optional(described(Subject, 'what it is about, as a heading. Not given: nothing is said of that')),
  tone: Type.Optional(described(Tone, 'how it is meant. Not given: nothing is said of that')),
}
