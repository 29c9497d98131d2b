/** The filters of a space, made ready for many messages. Without I/O. */
import type { Mentions } from '@parley/markdown'
import type { Input } from '@parley/protocol'
import { type Folded, fold } from './fold.ts'
import { Matcher } from './matcher.ts'

/** As it was set. */
export type Filter = Omit<Input<'filter.set'>, 'space'>

export interface Flood {
  readonly filter: Filter
  readonly messages: number
  readonly seconds: number
}

/** What is said, and how many it mentions. */
export interface Said {
  readonly texts: readonly string[]
  readonly mentions: number
}

/** A part of a text, in its units. */
type Part = readonly [from: number, to: number]

export interface Hit {
  readonly filter: Filter
  /** Of each text what was found of it. */
  readonly parts: readonly (readonly Part[])[]
}

export interface Compiled {
  readonly floods: readonly Flood[]
  /** What each filter finds that finds anything, but for many messages. */
  readonly find: (said: Said) => Hit[]
}

/** What names somebody is no word; the places stay. */
const withoutMentions = (text: string): string =>
  text.replaceAll(/<@(?:&\d{1,5}|[0-9a-f-]{36})>/g, (token) => ' '.repeat(token.length))

const partOf = ({ places }: Folded, from: number, to: number): Part =>
  places ? [places.from[from] as number, places.to[to - 1] as number] : [from, to]

const findWords = (matcher: Matcher, owners: readonly Filter[], texts: readonly string[]): Hit[] => {
  const hits = new Map<number, Part[][]>()
  for (const [place, text] of texts.entries()) {
    const folded = fold(withoutMentions(text))
    for (const { list, parts } of matcher.find(folded.text)) {
      const all = hits.get(list) ?? texts.map(() => [])
      hits.set(list, all)
      all[place] = parts.map(([from, to]) => partOf(folded, from, to))
    }
  }
  return [...hits].map(([list, parts]) => ({ filter: owners[list] as Filter, parts }))
}

/** How many a text mentions: people, roles, and everybody as one. */
export const countMentions = ({ users, roles = [], all }: Mentions = { users: [] }): number =>
  users.length + roles.length + (all ? 1 : 0)

/** Once for each change of the filters. */
export const compile = (filters: readonly Filter[]): Compiled => {
  const owners = filters.filter(({ found }) => 'words' in found)
  const matcher = new Matcher(owners.map(({ found }) => ('words' in found ? found.words : [])))
  const crowds = filters.flatMap((filter) =>
    'mentions' in filter.found ? [{ filter, most: filter.found.mentions }] : [],
  )
  const floods = filters.flatMap((filter) => ('messages' in filter.found ? [{ filter, ...filter.found }] : []))
  const find = ({ texts, mentions }: Said): Hit[] => [
    ...(owners.length > 0 ? findWords(matcher, owners, texts) : []),
    ...crowds.filter(({ most }) => mentions > most).map(({ filter }) => ({ filter, parts: [] })),
  ]
  return { floods, find }
}

/** With a star for each character of these parts that is none of a blank. */
export const mask = (text: string, parts: readonly Part[]): string => {
  let masked = ''
  let place = 0
  for (const [from, to] of parts.toSorted(([one], [other]) => one - other)) {
    if (to <= place) continue
    const start = Math.max(from, place)
    masked += text.slice(place, start) + text.slice(start, to).replaceAll(/\S/gu, '*')
    place = to
  }
  return masked + text.slice(place)
}
