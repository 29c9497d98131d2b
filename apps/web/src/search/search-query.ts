/** A search as one writes it: words, and filters as words (`from:`, `mentions:`, `in:`, `before:`, `after:`, `has:`). */
import { t } from '@lingui/core/macro'

const traits = ['link', 'poll', 'pin'] as const
type Trait = (typeof traits)[number]

/** What is written, before names are looked up. */
export interface Query {
  readonly text: string
  readonly from: readonly string[]
  readonly notFrom: readonly string[]
  readonly mentions: readonly string[]
  readonly notMentions: readonly string[]
  readonly in: readonly string[]
  readonly notIn: readonly string[]
  /** Milliseconds since 1970. */
  readonly before?: number
  readonly after?: number
  readonly has: readonly Trait[]
  readonly notHas: readonly Trait[]
  /** What of it cannot be meant, in a sentence. */
  readonly fault?: string
}

const pieces = /(-?)(from|mentions|in|before|after|has):(?:"([^"]*)"?|(\S+))|"[^"]*"?|\S+/giu

const day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/** The beginning of a day, by the clock of whoever asks. */
const startOf = (written: string): Date | undefined => {
  const [, year, month, date] = day.exec(written) ?? []
  const found = new Date(Number(year), Number(month) - 1, Number(date))
  return found.getMonth() === Number(month) - 1 ? found : undefined
}

const dayAfter = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1)

/** `before` a day is before it begins, `after` it is when it has ended; negated each is the other with the day itself. */
const dated = (filter: string, isNot: boolean, value: string): Partial<Query> => {
  const start = startOf(value)
  if (!start) return { fault: t`${filter}: needs a day such as 2026-11-29, not "${value}".` }
  if (filter === 'before') return isNot ? { after: start.getTime() } : { before: start.getTime() }
  const end = dayAfter(start).getTime()
  return isNot ? { before: end } : { after: end }
}

const having = (query: Query, isNot: boolean, value: string): Partial<Query> => {
  const trait = traits.find((one) => one === value.toLowerCase())
  if (!trait) return { fault: t`has: takes ${traits.join(', ')}, not "${value}".` }
  return isNot ? { notHas: [...query.notHas, trait] } : { has: [...query.has, trait] }
}

/** Where the names behind a filter go, and those behind a negated one. */
const listOf = {
  from: ['from', 'notFrom'],
  mentions: ['mentions', 'notMentions'],
  in: ['in', 'notIn'],
} as const

const named = (query: Query, list: (typeof listOf)[keyof typeof listOf][number], name: string): Query => ({
  ...query,
  [list]: [...query[list], name],
})

export const parseQuery = (written: string): Query => {
  let query: Query = {
    text: '',
    from: [],
    notFrom: [],
    mentions: [],
    notMentions: [],
    in: [],
    notIn: [],
    has: [],
    notHas: [],
  }
  const words: string[] = []
  for (const [piece, sign = '', name = '', quoted, bare] of written.matchAll(pieces)) {
    const value = quoted ?? bare ?? ''
    const isNot = sign === '-'
    switch (name.toLowerCase()) {
      case 'from':
      case 'mentions':
      case 'in':
        query = named(query, listOf[name.toLowerCase() as keyof typeof listOf][isNot ? 1 : 0], value)
        break
      case 'before':
      case 'after':
        query = { ...query, ...dated(name.toLowerCase(), isNot, value) }
        break
      case 'has':
        query = { ...query, ...having(query, isNot, value) }
        break
      default:
        words.push(piece)
    }
  }
  return { ...query, text: words.join(' ') }
}
