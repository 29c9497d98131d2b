/** Mentions as one types and reads them: by name, where a message has ids. */
import { mentionToken, splitMentions, spotsOf } from '@parley/markdown'
import { tame } from '../tame.ts'

export interface Named {
  readonly user: string
  readonly name: string
}

/** What somebody writes behind an @ at the end of a text. */
export interface Begun {
  readonly from: number
  readonly start: string
}

/** Words that mention everybody: nobody is called so. */
const everybody = ['everyone', 'here']

const plain = (name: string): string => name.normalize('NFKC').toLowerCase()

export const begunMention = (text: string): Begun | undefined => {
  const found = /(?<![\w.+%@/\\-])@((?!\s)[^@\n]{0,32})$/.exec(text)
  return found ? { from: found.index, start: found[1] ?? '' } : undefined
}

/** So many names are offered. */
const most = 6

/** Whether a name, or a word of it, begins so. */
export const beginsSo = (name: string, start: string): boolean =>
  plain(name).startsWith(plain(start)) || plain(name).includes(` ${plain(start)}`)

export const membersBeginning = <M extends Named>(members: readonly M[], start: string): M[] =>
  members.filter(({ name }) => beginsSo(name, start)).slice(0, most)

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/**
 * A text with the ids of those whom it names. Of several who are called alike, it is whom one has `picked`, and else nobody: then the
 * name stays a word.
 */
export const withTokens = (text: string, members: readonly Named[], picked: ReadonlyMap<string, string>): string => {
  const byName = Map.groupBy(members, ({ name }) => tame(name))
  for (const name of everybody) byName.delete(name)
  const known = new Map(
    [...byName].flatMap(([name, [first, ...others]]) => (first && others.length === 0 ? [[name, first.user]] : [])),
  )
  for (const [name, user] of picked) known.set(name, user)
  if (!text.includes('@') || known.size === 0) return text
  const names = [...known.keys()].toSorted((one, other) => other.length - one.length).map(escaped)
  const sought = new RegExp(`(?<![\\\\\\w.+%@/-])@(${names.join('|')})(?!\\w)`, 'g')
  let written = text
  for (const { from, match } of spotsOf(text, sought).toReversed()) {
    const token = mentionToken(known.get(match[1] ?? '') ?? '')
    written = written.slice(0, from) + token + written.slice(from + match[0].length)
  }
  return written
}

/** A text with the names of those whom it mentions by their ids. */
export const withNames = (text: string, nameOf: (user: string) => string): string =>
  splitMentions(text)
    .map((piece) => (piece.user ? `@${nameOf(piece.user)}` : piece.text))
    .join('')

/** What is edited, and who is meant by each name in it. Of two who are called alike, and of nobody known, the id stays. */
export const editable = (text: string, nameOf: (user: string) => string | undefined) => {
  const byName = Map.groupBy(new Set(usersIn(text)), nameOf)
  const picked = new Map(
    [...byName].flatMap(([name, [user, ...others]]) => (name && user && others.length === 0 ? [[name, user]] : [])),
  )
  const names = new Map([...picked].map(([name, user]) => [user, name]))
  const shown = splitMentions(text).map((piece) =>
    names.has(piece.user ?? '') ? `@${names.get(piece.user ?? '')}` : piece.text,
  )
  return { text: shown.join(''), picked }
}

/** The ids that stand in a text. */
export const usersIn = (text: string): string[] =>
  text.includes('<@') ? splitMentions(text).flatMap(({ user }) => user ?? []) : []
