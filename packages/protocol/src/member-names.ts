/**
 * The names of an object's members. To gather a hundred thousand of them takes as long as to read them from JSON, so of
 * a crowd they are gathered once, for the check and for the explanation.
 */
import { patternOf } from './pattern.ts'

const crowd = 100

let last: { readonly of: object; readonly names: readonly string[] } | undefined

export const namesOf = (value: object): readonly string[] => {
  if (last?.of === value) return last.names
  const names = Object.keys(value)
  if (names.length > crowd) last = { of: value, names }
  return names
}

/** When the value has been judged: nothing that a client sent is kept. */
export const forgetNames = (): void => {
  last = undefined
}

interface Named {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly patternProperties?: Readonly<Record<string, unknown>>
}

/** Whether a shape names a member. */
export const isNamedIn = ({ properties = {}, patternProperties = {} }: Named): ((name: string) => boolean) => {
  const names = new Set(Object.keys(properties))
  const patterns = Object.keys(patternProperties).map(patternOf)
  return (name) => names.has(name) || patterns.some((pattern) => pattern.test(name))
}
