/** What is wrong with a text or a number. */
import { type Found, here, type Shape } from './fault.ts'
import { patternOf } from './pattern.ts'
import { ruleOf } from './rules.ts'

const characters = (count: number) => (count === 1 ? '1 character' : `${count} characters`)

/** A text that has more units than any good one is not counted. */
const inLength = ({ minLength = 0, maxLength = Infinity }: Shape, text: string): Found => {
  const mostCounted = 2 * (maxLength < Infinity ? maxLength : minLength)
  const length = text.length > mostCounted ? Infinity : [...text].length
  if (length > maxLength) return here(`is longer than ${characters(maxLength)}`)
  if (length >= minLength) return undefined
  return here(length === 0 ? 'is empty' : `is shorter than ${characters(minLength)}`)
}

const inForm = ({ format, pattern, title }: Shape, text: string): Found => {
  const why = format && ruleOf(format)?.(text)
  if (why) return here(why)
  if (!pattern || patternOf(pattern).test(text)) return undefined
  return here(title ? `has to be ${title}` : 'is not of the form that it has to have')
}

export const inText = (shape: Shape, text: string): Found => inLength(shape, text) ?? inForm(shape, text)

export const inNumber = ({ minimum = -Infinity, maximum = Infinity }: Shape, value: number): Found => {
  if (value < minimum) return here(`is less than ${minimum}`)
  return value > maximum ? here(`is more than ${maximum}`) : undefined
}
