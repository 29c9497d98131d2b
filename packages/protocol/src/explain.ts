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

/** The member by whose value alternatives are told apart, and those values. */
const tagOf = (alternatives: readonly Shape[]) => {
  const members = Object.entries(alternatives[0]?.properties ?? {})
  const [name] = members.find(([, member]) => member.const !== undefined) ?? []
  const values = alternatives.map(({ properties = {} }) => properties[name ?? '']?.const)
  return name === undefined || values.includes(undefined) ? undefined : { name, values }
}

const wordsOf = ({ const: only, title, type = 'anything' }: Shape): string =>
  only === undefined ? (title ?? kinds[type]?.[1] ?? type) : JSON.stringify(only)

const noneOf = (words: readonly string[]): Fault => here(`is none of ${[...new Set(words)].join(', ')}`)

/** Whether its members are called as those of an alternative: then that is what was meant. */
const hasNames = (shape: Shape, value: unknown): boolean => isObject(value) && !inNames(shape, value)

const inUnion = (alternatives: readonly Shape[], value: unknown): Found => {
  const tag = isObject(value) ? tagOf(alternatives) : undefined
  if (tag) {
    const chosen = alternatives[tag.values.indexOf((value as Members)[tag.name])]
    return chosen ? faultIn(chosen, value) : inside(tag.name, noneOf(tag.values.map((one) => JSON.stringify(one))))
  }
  if (alternatives.some((alternative) => !faultIn(alternative, value))) return undefined
  const [meant, ...others] = alternatives.filter(({ type, ...shape }) => type === 'object' && hasNames(shape, value))
  if (meant && others.length === 0) return faultIn(meant, value)
  return noneOf(alternatives.map(wordsOf))
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
