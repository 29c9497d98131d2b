/**
 * What is wrong with a value: the first fault, its place and the reason. Walks shape and value side by side, looks at
 * sizes before contents, stops at the first fault, and so takes no longer than the check. `Errors` of typebox looks for
 * all faults, and takes quadratic time for items that are to be unique.
 */
import type { TSchema } from 'typebox'
import { inNumber, inText } from './explain-scalar.ts'
import { type Fault, type Found, firstOf, here, inside, type Shape } from './fault.ts'
import { isNamedIn, namesOf } from './member-names.ts'
import { patternOf } from './pattern.ts'

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const kinds: Readonly<Record<string, readonly [is: (value: unknown) => boolean, words: string]>> = {
  object: [isObject, 'an object'],
  array: [Array.isArray, 'a list'],
  string: [(value) => typeof value === 'string', 'a text'],
  integer: [Number.isInteger, 'a whole number'],
  number: [Number.isFinite, 'a number'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
}

const placeTwice = (items: readonly unknown[]): number => {
  const seen = new Set()
  return items.findIndex((item) => seen.size === seen.add(item).size)
}

const inList = ({ items = {}, minItems = 0, maxItems = Infinity, uniqueItems }: Shape, list: unknown[]): Found => {
  const shapes = Array.isArray(items) ? (items as readonly Shape[]) : undefined
  const most = shapes?.length ?? maxItems
  if (list.length > most) return here(`has ${list.length} items, and may have ${most}`)
  if (list.length < minItems) return here(`has ${list.length} items, and must have ${minItems}`)
  const found = firstOf(list.entries(), ([place, item]) =>
    inside(place, faultIn(shapes?.[place] ?? (items as Shape), item)),
  )
  if (found || !uniqueItems) return found
  const twice = placeTwice(list)
  return twice < 0 ? undefined : inside(twice, here('is in the list already'))
}

/** Members whose names follow a pattern. */
const inRecord = ({ patternProperties = {} }: Shape, value: Members): Found =>
  firstOf(Object.entries(patternProperties), ([source, shape]) => {
    const pattern = patternOf(source)
    return firstOf(namesOf(value), (name) =>
      pattern.test(name) ? inside(name, faultIn(shape, value[name])) : undefined,
    )
  })

const inNames = (shape: Shape, value: Members): Found => {
  const { required = [], maxProperties = Infinity, additionalProperties } = shape
  const names = namesOf(value)
  if (names.length > maxProperties) return here(`has ${names.length} members, and may have ${maxProperties}`)
  const isNamed = isNamedIn(shape)
  const unknown = additionalProperties === false ? names.find((name) => !isNamed(name)) : undefined
  if (unknown !== undefined) return inside(unknown, here('is not a member of this input'))
  const missing = required.find((name) => !Object.hasOwn(value, name))
  return missing === undefined ? undefined : inside(missing, here('is missing'))
}

const inMembers = ({ properties = {}, required = [] }: Shape, value: Members): Found =>
  firstOf(Object.entries(properties), ([name, shape]) => {
    const isGiven = value[name] !== undefined || required.includes(name)
    return isGiven ? inside(name, faultIn(shape, value[name])) : undefined
  })

const inObject = (shape: Shape, value: Members): Found =>
  inNames(shape, value) ?? inMembers(shape, value) ?? inRecord(shape, value)

/** The values that a shape has, where those are all that it takes. */
const valuesOf = ({ const: only, anyOf = [] }: Shape): unknown[] =>
  only === undefined ? anyOf.flatMap((one) => one.const ?? []) : [only]

/** The member by whose value alternatives are told apart, and its values in each. */
const tagOf = (alternatives: readonly Shape[]) => {
  const members = Object.entries(alternatives[0]?.properties ?? {})
  const [name] = members.find(([, member]) => valuesOf(member).length > 0) ?? []
  const values = alternatives.map(({ properties = {} }) => valuesOf(properties[name ?? ''] ?? {}))
  return name === undefined || values.some((own) => own.length === 0) ? undefined : { name, values }
}

/** Where each alternative requires a member that no other has: those members. */
const signsOf = (alternatives: readonly Shape[]): string[] | undefined => {
  const isOwn = (of: Shape) => (name: string) =>
    alternatives.every((other) => other === of || !Object.hasOwn(other.properties ?? {}, name))
  const signs = alternatives.flatMap((one) => one.required?.find(isOwn(one)) ?? [])
  return signs.length === alternatives.length ? signs : undefined
}

const wordsOf = ({ const: only, title, type = 'anything' }: Shape): string =>
  only === undefined ? (title ?? kinds[type]?.[1] ?? type) : JSON.stringify(only)

const noneOf = (words: readonly string[]): Fault => here(`is none of ${[...new Set(words)].join(', ')}`)

const inUnion = (alternatives: readonly Shape[], value: unknown): Found => {
  const tag = isObject(value) ? tagOf(alternatives) : undefined
  if (tag) {
    const chosen = alternatives[tag.values.findIndex((own) => own.includes((value as Members)[tag.name]))]
    const words = tag.values.flat().map((one) => JSON.stringify(one))
    return chosen ? faultIn(chosen, value) : inside(tag.name, noneOf(words))
  }
  if (alternatives.some((alternative) => !faultIn(alternative, value))) return undefined
  const signs = isObject(value) ? signsOf(alternatives) : undefined
  if (!signs) return noneOf(alternatives.map(wordsOf))
  const chosen = alternatives.filter((_, place) => Object.hasOwn(value as Members, signs[place] as string))
  return chosen.length === 1 && chosen[0] ? faultIn(chosen[0], value) : here(`must have one of ${signs.join(', ')}`)
}

const faultIn = (shape: Shape, value: unknown): Found => {
  if (shape.anyOf) return inUnion(shape.anyOf, value)
  const [is, words] = kinds[shape.type ?? ''] ?? []
  if (is && !is(value)) return here(`is not ${words}`)
  if (shape.const !== undefined && value !== shape.const) return here(`is not ${JSON.stringify(shape.const)}`)
  if (typeof value === 'string') return inText(shape, value)
  if (typeof value === 'number') return inNumber(shape, value)
  if (Array.isArray(value)) return inList(shape, value)
  return isObject(value) ? inObject(shape, value) : undefined
}

/** Of a value that does not have the shape. */
export const explain = (schema: TSchema, value: unknown): Fault =>
  faultIn(schema as Shape, value) ?? here('is not accepted')
