/** What is told of an input that is not as it should be. All of it is short, whatever was sent. */

export interface Fault {
  /** JSON pointer of the faulty place; empty for the whole. */
  readonly at: string
  /** In words for whoever sent it, to be read after the name of the place. */
  readonly why: string
}

export type Found = Fault | undefined

/** What the table uses of JSON Schema. Of anything else a fault is told without a reason. */
export interface Shape {
  readonly type?: string
  readonly title?: string
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: unknown
  readonly maxProperties?: number
  readonly items?: Shape | readonly Shape[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

export const here = (why: string): Fault => ({ at: '', why })

const longestName = 48

/** A name that a stranger chose, fit for being shown: cut, and without what hides, turns or breaks text. */
const shown = (name: string): string => {
  const start = name.slice(0, longestName).replaceAll(/[\p{C}\p{Z}\p{DI}]/gu, '\ufffd')
  return name.length > longestName ? `${start}…` : start
}

/** A fault of a member, as a fault of what it is in. */
export const inside = (name: string | number, found: Found): Found =>
  found && { ...found, at: `/${shown(String(name)).replaceAll('~', '~0').replaceAll('/', '~1')}${found.at}` }

/** The first fault of many. */
export const firstOf = <T>(all: Iterable<T>, look: (one: T) => Found): Found => {
  for (const one of all) {
    const found = look(one)
    if (found) return found
  }
  return undefined
}
