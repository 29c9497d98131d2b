/** Shapes of the protocol as table rows: one per member, nested ones by path. */
import * as protocol from '@parley/protocol'
import { anchor, code, type Row } from './markdown.ts'

/** What the table's schemas use of JSON Schema. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  /** What it is made of. */
  readonly title?: string
  /** What it is for, where it stands. */
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema | readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
  readonly format?: string
}

const {
  DisplayName,
  Epoch,
  EventFrame,
  Id,
  MessageId,
  MessageText,
  Password,
  PersonName,
  Position,
  Role,
  RoleId,
  RoomKind,
  Seq,
} = protocol
const { StreamName, Time, User, Username } = protocol
const named = {
  Id,
  MessageId,
  StreamName,
  Seq,
  Epoch,
  Position,
  Time,
  DisplayName,
  PersonName,
  Username,
  Password,
  MessageText,
  RoomKind,
  Role,
  RoleId,
  User,
  EventFrame,
}

export const namedShapes: ReadonlyMap<string, Schema> = new Map(Object.entries(plain(named)))

/** As it is in JSON: without what TypeBox keeps beside. */
export function plain<T>(value: T): Record<keyof T, Schema> {
  return JSON.parse(JSON.stringify(value))
}

const textOf = ({ description, ...rest }: Schema) => JSON.stringify(rest)
const namesOfShapes = new Map([...namedShapes].map(([name, shape]) => [textOf(shape), name]))
export const nameOf = (schema: Schema): string | undefined => namesOfShapes.get(textOf(schema))
const isPlainObject = (schema: Schema) => schema.properties !== undefined && nameOf(schema) === undefined
const itemOf = (schema: Schema) =>
  schema.type === 'array' && !Array.isArray(schema.items) ? (schema.items as Schema) : undefined

/** A schema in a few words. */
export const typeOf = (schema: Schema): string => {
  const name = nameOf(schema)
  if (name) return `[${name}](${anchor(name)})`
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.patternProperties) return `object: ${recordOf(schema)}`
  const item = itemOf(schema)
  if (item) return `array of ${isPlainObject(item) ? 'objects' : typeOf(item)}`
  if (Array.isArray(schema.items)) return `[${schema.items.map(typeOf).join(', ')}]`
  return schema.type ?? 'any'
}

const recordOf = ({ patternProperties = {} }: Schema) => {
  const [[pattern, value]] = Object.entries(patternProperties) as [[string, Schema]]
  const key = [...namedShapes].find(([, shape]) => shape.pattern === pattern)?.[0]
  return `${key ? `[${key}](${anchor(key)})` : 'name'} to ${typeOf(value)}`
}

const span = (what: string, least?: number, most?: number) => {
  if (least === undefined && most === undefined) return []
  const format = (bound: number) => bound.toLocaleString('en')
  if (least === undefined) return [`at most ${format(most as number)}${what}`]
  return [most === undefined ? `at least ${format(least)}${what}` : `${format(least)} to ${format(most)}${what}`]
}

/** What the type does not say. */
const limitsOf = (schema: Schema): string[] => [
  ...span('', schema.minimum, schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum),
  ...span(' characters', schema.minLength, schema.maxLength),
  ...span(' items', schema.minItems, schema.maxItems),
  ...span(' members', undefined, schema.maxProperties),
  ...(schema.uniqueItems ? ['no item twice'] : []),
  ...(schema.format ? [`format \`${schema.format}\``] : []),
  ...(schema.anyOf ?? []).flatMap(limitsOf),
]

/** What a named shape says of itself; its bounds only where they are of a number, as its words have the others. */
export const aboutNamed = (schema: Schema): string => {
  const bounds = schema.type === 'integer' ? span('', schema.minimum) : []
  return [...(schema.title ? [schema.title] : []), ...bounds].join('; ')
}

/** What it is for and, where no name says it, what it is made of and how large it may be. */
const notesOf = (schema: Schema): string => {
  const { title, description } = schema
  const own = nameOf(schema) ? [] : [...(title ? [title] : []), ...limitsOf(schema)]
  const notes = [...own, ...(description ? [description] : [])]
  return notes.join('; ')
}

const rowsUnder = (schema: Schema, path: string): Row[] => {
  const inner = itemOf(schema) ?? schema
  const mark = itemOf(schema) ? '[].' : '.'
  if (inner.anyOf) return inner.anyOf.flatMap((variant) => rowsUnder(variant, path))
  return isPlainObject(inner) ? memberRows(inner, `${path}${mark}`) : []
}

/** Member, type, notes. */
export const memberRows = (schema: Schema, prefix = ''): Row[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const optional = schema.required?.includes(name) ? '' : ' (optional)'
    return [[`${code(prefix + name)}${optional}`, typeOf(member), notesOf(member)], ...rowsUnder(member, prefix + name)]
  })
