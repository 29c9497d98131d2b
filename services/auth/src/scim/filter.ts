/** Filters and paths of SCIM (RFC 7644, 3.4.2.2 and 3.5.2), as far as they are taken here: bounded, and read in one pass. */
import { refuse, type ScimType } from './refusal.ts'

const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'pr'] as const
export type Operator = (typeof operators)[number]
export type Literal = string | number | boolean | null

export type Filter =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly is: 'not'; readonly of: Filter }
  /** `at` is in small letters, without the name of its schema. */
  | { readonly is: 'compare'; readonly at: string; readonly op: Operator; readonly value: Literal }
  | { readonly is: 'within'; readonly at: string; readonly of: Filter }

const longest = 1_000
const mostDeep = 8
const mostCompared = 50

const schemaName = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/

/** As it is looked up: whether letters are small or not says nothing, nor does the name of its schema. */
export const attributeName = (text: string): string => text.toLowerCase().replace(schemaName, '')

const token = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([a-z$][\w.:$-]*)|(-?\d+(?:\.\d+)?))/iy

interface Token {
  readonly text: string
  readonly kind: 'sign' | 'text' | 'word' | 'number'
}

const tokensOf = (text: string, fault: ScimType): Token[] => {
  if (text.length > longest) refuse(fault, `A filter has at most ${longest} characters: ask for less at once.`)
  const found: Token[] = []
  for (let at = 0; text.slice(at).trim() !== ''; at = token.lastIndex) {
    token.lastIndex = at
    const [, sign, quoted, word, number] =
      token.exec(text) ?? refuse(fault, `The filter cannot be read at character ${at + 1}.`)
    if (sign) found.push({ text: sign, kind: 'sign' })
    else if (quoted) found.push({ text: quoted, kind: 'text' })
    else if (word) found.push({ text: word, kind: 'word' })
    else found.push({ text: number ?? '', kind: 'number' })
  }
  return found
}

const textIn = (quoted: string, fault: ScimType): string => {
  try {
    const text = JSON.parse(quoted) as string
    if (text.isWellFormed() && !text.includes('\0')) return text
  } catch {}
  return refuse(fault, 'A text in the filter is none: write it as in JSON.')
}

const words: Readonly<Record<string, Literal>> = { true: true, false: false, null: null }

class Reading {
  readonly #tokens: readonly Token[]
  readonly #fault: ScimType
  #place = 0
  #compared = 0

  constructor(text: string, fault: ScimType) {
    this.#tokens = tokensOf(text, fault)
    this.#fault = fault
  }

  whole(): Filter {
    const filter = this.#either(0)
    if (this.#place < this.#tokens.length) this.#refuse()
    return filter
  }

  #refuse(why = `The filter is not as it should be at its part ${this.#place + 1}.`): never {
    return refuse(this.#fault, why)
  }

  #isWord(word: string): boolean {
    const { kind, text } = this.#tokens[this.#place] ?? {}
    return kind === 'word' && text?.toLowerCase() === word
  }

  #isSign(sign: string): boolean {
    const { kind, text } = this.#tokens[this.#place] ?? {}
    return kind === 'sign' && text === sign
  }

  #take(): Token {
    return this.#tokens[this.#place++] ?? this.#refuse('The filter ends too early.')
  }

  #list(is: 'and' | 'or', part: () => Filter): Filter {
    const parts = [part()]
    while (this.#isWord(is)) {
      this.#place++
      parts.push(part())
    }
    return parts.length === 1 ? (parts[0] as Filter) : { is, parts }
  }

  #either(depth: number): Filter {
    if (depth > mostDeep) this.#refuse(`A filter is at most ${mostDeep} brackets deep.`)
    return this.#list('or', () => this.#list('and', () => this.#one(depth)))
  }

  #bracketed(open: '(' | '[', close: ')' | ']', depth: number): Filter {
    if (!this.#isSign(open)) this.#refuse()
    this.#place++
    const filter = this.#either(depth + 1)
    if (!this.#isSign(close)) this.#refuse()
    this.#place++
    return filter
  }

  #one(depth: number): Filter {
    if (this.#isSign('(')) return this.#bracketed('(', ')', depth)
    const { kind, text } = this.#take()
    if (kind !== 'word') this.#refuse()
    if (text.toLowerCase() === 'not') return { is: 'not', of: this.#bracketed('(', ')', depth) }
    const at = attributeName(text)
    if (this.#isSign('[')) return { is: 'within', at, of: this.#bracketed('[', ']', depth) }
    return this.#compare(at)
  }

  #compare(at: string): Filter {
    if (++this.#compared > mostCompared) this.#refuse(`A filter compares at most ${mostCompared} times.`)
    const word = this.#take().text.toLowerCase()
    const op = operators.find((one) => one === word) ?? this.#refuse(`A filter compares by ${operators.join(', ')}.`)
    return { is: 'compare', at, op, value: op === 'pr' ? null : this.#literal() }
  }

  #literal(): Literal {
    const { kind, text } = this.#take()
    if (kind === 'text') return textIn(text, this.#fault)
    if (kind === 'number') return Number(text)
    const value = kind === 'word' ? words[text.toLowerCase()] : undefined
    return value === undefined
      ? this.#refuse('A filter compares with a text in quotes, a number, true, false or null.')
      : value
  }
}

export const readFilter = (text: string): Filter => new Reading(text, 'invalidFilter').whole()

export interface Path {
  readonly at: string
  /** Which of its values. */
  readonly of?: Filter | undefined
  readonly sub?: string | undefined
}

const pathForm = /^([a-z$][\w$-]*)(?:\[(.*)\])?(?:\.([a-z$][\w$-]*))?$/is

export const readPath = (text: string): Path => {
  if (text.length > longest) refuse('invalidPath', `A path has at most ${longest} characters.`)
  const plain = text.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i, '')
  const [, at, of, sub] = pathForm.exec(plain) ?? refuse('invalidPath', 'The path of an operation cannot be read.')
  return {
    at: (at as string).toLowerCase(),
    of: of === undefined ? undefined : new Reading(of, 'invalidPath').whole(),
    sub: sub?.toLowerCase(),
  }
}

const isTrue = (given: unknown, op: Operator, value: Literal): boolean => {
  if (op === 'pr') return given !== undefined && given !== null
  const [one, other] = [given, value].map((side) => (typeof side === 'string' ? side.toLowerCase() : (side ?? null)))
  if (op === 'eq') return one === other
  if (op === 'ne') return one !== other
  if (typeof one !== 'string' || typeof other !== 'string') return false
  return { co: one.includes(other), sw: one.startsWith(other), ew: one.endsWith(other) }[op]
}

/** Whether it holds for one of the values of an attribute. */
export const holds = (filter: Filter, value: Readonly<Record<string, unknown>>): boolean => {
  switch (filter.is) {
    case 'and':
      return filter.parts.every((part) => holds(part, value))
    case 'or':
      return filter.parts.some((part) => holds(part, value))
    case 'not':
      return !holds(filter.of, value)
    case 'within':
      return refuse('invalidPath', 'A path has one pair of brackets at most.')
    case 'compare': {
      const { at, op, value: wanted } = filter
      const [, given] = Object.entries(value).find(([name]) => name.toLowerCase() === at) ?? []
      return isTrue(given, op, wanted)
    }
  }
}
