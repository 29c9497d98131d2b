/**
 * A shape as it is checked: sizes before contents, so that what is too large is refused unread. typebox looks at the
 * size of a list or record after what is in it, and gathers the names of members for each rule about them.
 */
import type { TSchema } from 'typebox'
import { isNamedIn, namesOf } from './member-names.ts'

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null

const mapped = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(mapped)
  if (!isJson(value)) return value
  return sizesFirst(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapped(inner)])))
}

/** A rule of our own, as typebox keeps it. */
const rule = (check: (value: object) => boolean) => ({ '~refine': [{ check, error: () => '' }] })

const namesRule = (shape: Json) => {
  const isNamed = isNamedIn(shape)
  const most = Number(shape.maxProperties ?? Object.keys(shape.properties ?? {}).length)
  return rule((value) => {
    const names = namesOf(value)
    return names.length <= most && names.every(isNamed)
  })
}

/** What stands in `allOf` is checked in its order, after the type. */
const sizesFirst = (shape: Json): Json => {
  const { additionalProperties, maxProperties, maxItems, ...contents } = shape
  if (additionalProperties === false) return { type: 'object', allOf: [namesRule(shape), contents] }
  return maxItems === undefined ? shape : { type: 'array', maxItems, allOf: [contents] }
}

export const checkedShape = (schema: TSchema): TSchema => mapped(schema) as TSchema
