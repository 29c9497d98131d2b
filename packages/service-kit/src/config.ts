/**
 * Configuration as one typed table per service. Each variable is spelled once, in the table; the checked values, the
 * list of faults and the reference page all come from it.
 */
import { readFileSync } from 'node:fs'
import { decodes, isMisread, misread, plainPercent } from './server-address.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Setting<Value> {
  readonly about: string
  /** The type as the reference page tells it. */
  readonly type: string
  /** Never printed. */
  readonly secret: boolean
  readonly default: Value | undefined
  /** Throws an Error that completes the sentence "NAME …". */
  parse(text: string): Value
}

export type ConfigTable = Readonly<Record<string, Setting<unknown>>>
export type ConfigOf<T extends ConfigTable> = { readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never }

interface Options<Value> {
  readonly about: string
  readonly default?: Value
  readonly secret?: boolean
}

export const setting = <V>(type: string, options: Options<V>, parse: (text: string) => V): Setting<V> => ({
  about: options.about,
  type,
  secret: options.secret ?? false,
  default: options.default,
  parse,
})

const refuse = (reason: string): never => {
  throw new Error(reason)
}

export const text = (options: Options<string>) => setting('text', options, (value) => value)

export const whole = (options: Options<number> & { readonly min: number; readonly max: number }) =>
  setting(`whole number, ${options.min} to ${options.max}`, options, (value) => {
    const number = Number(value)
    const fits = /^-?\d+$/.test(value) && number >= options.min && number <= options.max
    return fits ? number : refuse(`must be a whole number from ${options.min} to ${options.max}, not "${value}"`)
  })

export const flag = (options: Options<boolean>) =>
  setting('true or false', options, (value) =>
    value === 'true' ? true : value === 'false' ? false : refuse(`must be true or false, not "${value}"`),
  )

export const oneOf = <const V extends string>(values: readonly V[], options: Options<V>) =>
  setting(values.join(', '), options, (value) =>
    values.includes(value as V) ? (value as V) : refuse(`must be one of ${values.join(', ')}, not "${value}"`),
  )

/** Words, as subjects of NATS and keys of Redis begin with: nothing that would mean something else there. */
export const words = (options: Options<string>) =>
  setting('words, joined by dots', options, (value) =>
    /^[\w-]+(\.[\w-]+)*$/.test(value)
      ? value
      : refuse(`must be words of letters, digits, _ and -, joined by dots, as a subject of NATS is, not "${value}"`),
  )

/** A setting that may be left out; its value is null then. */
export const optional = <V>(given: Setting<V>): Setting<V | null> => ({ ...given, default: null })

/** From 0 to 1. */
export const share = (options: Options<number>) =>
  setting('number, 0 to 1', options, (value) =>
    /^(0|1|0\.\d+|1\.0+)$/.test(value) ? Number(value) : refuse(`must be a number from 0 to 1, not "${value}"`),
  )

const itemsOf = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

export const list = (options: Options<readonly string[]>) => setting('list, separated by commas', options, itemsOf)

/** A list of which every item must pass; `what` completes "must hold …". */
export const listOf = (
  what: string,
  passes: (item: string) => boolean,
  given: Setting<readonly string[]>,
): Setting<readonly string[]> => ({
  ...given,
  parse: (value) => {
    const items = given.parse(value)
    const fault = items.find((item) => !passes(item))
    return fault === undefined ? items : refuse(`must hold ${what}, which "${fault}" is not`)
  },
})

const beginsWith = (value: string, schemes: readonly string[]) =>
  URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1))
/** An address may have an @ anywhere where it is that of a page or a collector. */
const isWeb = (value: string) => /^https?:/i.test(value)
/** As every library reads it: a lone % stands for itself. */
const readable = (value: string): string => {
  if (isWeb(value)) return value
  const plain = plainPercent(value)
  return isMisread(plain) || !decodes(plain) ? refuse(misread) : plain
}
const alternatives = (schemes: readonly string[]) => schemes.map((scheme) => `${scheme}://`).join(' or ')

/** `schemes` without colon, for example `['postgres', 'postgresql']`. The value is never quoted: it may hold a password. */
export const url = (schemes: readonly string[], options: Options<string>) =>
  setting(`URL, ${alternatives(schemes)}`, options, (value) =>
    beginsWith(readable(value), schemes)
      ? readable(value)
      : refuse(`must be a URL that begins with ${alternatives(schemes)}`),
  )

/** Several of them, at least one. */
export const urls = (schemes: readonly string[], options: Options<readonly string[]>) =>
  setting(`URLs, separated by commas, ${alternatives(schemes)}`, options, (value) => {
    const items = itemsOf(value).map(readable)
    // A comma in a password begins what looks like a server of its own.
    if (items.length > 1 && items.some((item) => item.includes('@') && !item.includes('://'))) refuse(misread)
    const fits = items.length > 0 && items.every((item) => beginsWith(item, schemes))
    return fits ? items : refuse(`must be URLs, separated by commas, that begin with ${alternatives(schemes)}`)
  })

/** Every fault of a configuration, so that the second one is not found only after the first is mended. */
export class ConfigFaults extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'ConfigFaults'
    this.faults = faults
  }
}

/** A secret may lie in a file instead, which another program on the machine cannot see in our environment. */
export const fileVariable = (name: string): string => `${name}_FILE`

/** Somebody may have put there what belongs into the file: what is no path is never quoted. */
const isPath = (text: string): boolean => /^\.{0,2}\//.test(text)

const inFile = (path: string, name: string): string => {
  const found = attempt(() => readFileSync(path, 'utf8').trim())
  if (found instanceof Error && !isPath(path))
    return refuse(`cannot be read: ${fileVariable(name)} must hold the path of a file, such as /run/secrets/${name}`)
  if (found instanceof Error) return refuse(`cannot be read from ${path} (${found.message})`)
  return found === '' ? refuse(`is to be read from ${path}, which is empty`) : found
}

const attempt = <V>(work: () => V): V | Error => {
  try {
    return work()
  } catch (reason) {
    return reason as Error
  }
}

/** What is given for a setting; nothing where that is not set, or set to nothing. */
const givenFor = (name: string, { secret }: Setting<unknown>, env: Environment): string => {
  const [text = '', path = ''] = [env[name], secret ? env[fileVariable(name)] : '']
  if (text && path) return refuse(`is set, and ${fileVariable(name)} too: only one of them can count`)
  return path ? inFile(path, name) : text
}

/** The checked values. An empty variable counts as not set. Throws `ConfigFaults`. */
export const readConfig = <const T extends ConfigTable>(table: T, env: Environment): ConfigOf<T> => {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, entry] of Object.entries(table)) {
    try {
      const given = givenFor(name, entry, env)
      if (given) values[name] = entry.parse(given)
      else if (entry.default !== undefined) values[name] = entry.default
      else faults.push(`${name} is missing: ${entry.about}`)
    } catch (reason) {
      faults.push(`${name} ${(reason as Error).message}`)
    }
  }
  if (faults.length > 0) throw new ConfigFaults(faults)
  return values as ConfigOf<T>
}

/** What is set to something: an empty variable must not stand in the way of a default that is put below it. */
export const setIn = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))

/** The environment with the secrets of these tables read from their files, for whoever hands it on. Throws `ConfigFaults`. */
export const withSecretsRead = (tables: Iterable<ConfigTable>, env: Environment): Environment => {
  const all = [...tables].flatMap((table) => Object.entries(table))
  const names = [...new Set(all.flatMap(([name, { secret }]) => (secret ? [name] : [])))]
  const asGiven = names.map((name): [string, Setting<string>] => [name, text({ about: '', default: '', secret: true })])
  const files = names.map((name): [string, string] => [fileVariable(name), ''])
  return setIn({ ...env, ...readConfig(Object.fromEntries(asGiven), env), ...Object.fromEntries(files) })
}
