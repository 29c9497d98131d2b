/** What a PATCH makes of a resource (RFC 7644, 3.5.2), also in the forms that directories send which that does not name. */
import { attributeName, holds, type Path, readPath } from './filter.ts'
import { refuse } from './refusal.ts'

type Plain = Record<string, unknown>

/** What there is of a resource: each attribute alone, with parts of these names, or with many values of such parts. */
export interface Shape {
  readonly [name: string]: 'one' | { readonly parts: readonly string[] } | { readonly many: readonly string[] }
}

const readOnly = ['id', 'meta', 'schemas', 'groups']
const mostOperations = 500

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** By a name in whatever letters. */
export const given = (from: Plain, name: string): unknown =>
  Object.entries(from).find(([key]) => attributeName(key) === name.toLowerCase())?.[1]

const named = (names: readonly string[], wanted: string): string =>
  names.find((name) => name.toLowerCase() === wanted) ??
  refuse('invalidPath', `There is no ${wanted} here: it may be ${names.join(', ')}.`)

const listOf = (value: unknown): Plain[] =>
  (Array.isArray(value) ? value : [value]).map((one) => (isPlain(one) ? one : { value: one }))

/** Kept under the names that the standard gives them, and nothing else. */
const onlyNamed = (value: Plain, names: readonly string[]): Plain =>
  Object.fromEntries(names.flatMap((name) => (given(value, name) === undefined ? [] : [[name, given(value, name)]])))

type Doing = 'add' | 'replace' | 'remove'

const changeOne = (resource: Plain, name: string, doing: Doing, value: unknown): void => {
  if (doing === 'remove') delete resource[name]
  else resource[name] = value
}

const changeParts = (
  resource: Plain,
  name: string,
  parts: readonly string[],
  doing: Doing,
  { sub }: Path,
  value: unknown,
): void => {
  const before = isPlain(resource[name]) ? (resource[name] as Plain) : {}
  if (sub !== undefined) {
    const after = { ...before }
    changeOne(after, named(parts, sub), doing, value)
    resource[name] = after
    return
  }
  if (doing === 'remove') delete resource[name]
  else if (isPlain(value)) resource[name] = { ...before, ...onlyNamed(value, parts) }
  else refuse('invalidValue', `${name} is an object with ${parts.join(', ')}.`)
}

const valuesOf = (items: readonly Plain[]): Set<string> =>
  new Set(items.map(({ value }) => String(value).toLowerCase()))

const changeAll = (
  before: readonly Plain[],
  items: readonly Plain[],
  doing: Doing,
  hasValue: boolean,
): readonly Plain[] => {
  if (doing === 'replace') return items
  const meant = valuesOf(items)
  const others = before.filter(({ value }) => !meant.has(String(value).toLowerCase()))
  if (doing === 'add') return [...others, ...items]
  return hasValue ? others : []
}

/** Of a filter such as `type eq "work"`, what a value has for which it holds. */
const impliedBy = ({ of }: Path, parts: readonly string[]): Plain | undefined =>
  of?.is === 'compare' && of.op === 'eq' && parts.includes(of.at) ? { [of.at]: of.value } : undefined

const changeSome = (before: readonly Plain[], path: Path, parts: readonly string[], doing: Doing, value: unknown) => {
  const { of, sub } = path
  const isMeant = (item: Plain) => of === undefined || holds(of, item)
  if (doing === 'remove' && sub === undefined) return before.filter((item) => !isMeant(item))
  const change = (item: Plain): Plain => {
    const after = { ...item, ...(sub === undefined && isPlain(value) ? onlyNamed(value, parts) : {}) }
    if (sub !== undefined) changeOne(after, named(parts, sub), doing, value)
    return after
  }
  if (before.some(isMeant) || doing === 'remove') return before.map((item) => (isMeant(item) ? change(item) : item))
  const made = impliedBy(path, parts)
  return made
    ? [...before, change(made)]
    : refuse('noTarget', 'The path of an operation leads to nothing: add it first.')
}

const changeMany = (
  resource: Plain,
  name: string,
  parts: readonly string[],
  doing: Doing,
  path: Path,
  value: unknown,
): void => {
  const before = listOf(resource[name] ?? [])
  if (path.of !== undefined || path.sub !== undefined) {
    resource[name] = changeSome(before, path, parts, doing, value)
    return
  }
  const items = value === undefined || value === null ? [] : listOf(value).map((item) => onlyNamed(item, parts))
  resource[name] = changeAll(before, items, doing, value !== undefined)
}

const changeAt = (
  resource: Plain,
  shape: Shape,
  ignored: readonly string[],
  doing: Doing,
  text: string,
  value: unknown,
): void => {
  if (/^urn:ietf:params:scim:schemas:extension:/i.test(text)) return
  const path = readPath(text)
  if (readOnly.includes(path.at)) refuse('mutability', `${path.at} is not to be changed.`)
  if (ignored.includes(path.at)) return
  const name = named(Object.keys(shape), path.at)
  const kind = shape[name]
  const isMany = typeof kind === 'object' && 'many' in kind
  if (path.of !== undefined && !isMany) refuse('invalidPath', `${name} has one value: name it without brackets.`)
  if (isMany) changeMany(resource, name, kind.many, doing, path, value)
  else if (typeof kind === 'object') changeParts(resource, name, kind.parts, doing, path, value)
  else if (path.sub !== undefined) refuse('invalidPath', `${name} has no parts.`)
  else changeOne(resource, name, doing, value)
}

const doingOf = (operation: Plain): Doing => {
  const op = String(given(operation, 'op')).toLowerCase()
  if (op === 'add' || op === 'replace' || op === 'remove') return op
  return refuse('invalidSyntax', 'The op of an operation is add, replace or remove.')
}

const changeBy = (resource: Plain, shape: Shape, ignored: readonly string[], operation: unknown): void => {
  if (!isPlain(operation)) refuse('invalidSyntax', 'An operation is an object.')
  const [doing, path, value] = [doingOf(operation), given(operation, 'path'), given(operation, 'value')]
  const isLed = typeof path === 'string' && path !== ''
  if (doing === 'remove' && !isLed) refuse('noTarget', 'An operation that removes has a path.')
  if (doing !== 'remove' && value === undefined)
    refuse('invalidValue', 'An operation that adds or replaces has a value.')
  if (isLed) {
    changeAt(resource, shape, ignored, doing, path, value)
    return
  }
  if (!isPlain(value)) refuse('invalidValue', 'An operation without a path has an object as its value.')
  for (const [name, one] of Object.entries(value))
    if (!readOnly.includes(attributeName(name))) changeAt(resource, shape, ignored, doing, name, one)
}

/** The resource as it is to be; `resource` stays as it is. `ignored` are attributes that are taken and not kept. */
export const patched = (resource: Plain, shape: Shape, ignored: readonly string[], body: unknown): Plain => {
  const operations = isPlain(body) ? given(body, 'Operations') : undefined
  if (!Array.isArray(operations) || operations.length === 0)
    return refuse('invalidSyntax', 'A PATCH has a list of Operations.')
  if (operations.length > mostOperations) refuse('tooMany', `A PATCH has at most ${mostOperations} operations.`)
  const after = { ...resource }
  for (const operation of operations) changeBy(after, shape, ignored, operation)
  return after
}
