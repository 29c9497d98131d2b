/**
 * Whom a message mentions: `<@uuid>` a user, `<@&number>` all who have a role of the space, `@everyone` and `@here` all of the room. What stands in code, in a link or on a line that
 * quotes mentions nobody, and neither does a message that is too costly to be read as markdown.
 */
import type { Nodes } from 'mdast'
import { childrenOf, readTree } from './message-tree.ts'

export interface Mentions {
  /** Each once, in the order in which they stand there. */
  readonly users: string[]
  /** Roles, each once, in the order in which they stand there; not given where there is none. */
  readonly roles?: number[] | undefined
  readonly all?: 'everyone' | 'here' | undefined
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** No part of an address or a path, and not after the backslash that takes a sign as it is. */
const tokens = new RegExp(
  `(?<!\\\\)<@(${uuid})>|(?<![\\\\\\w.+%@/-])@(everyone|here)(?![\\w@-])|(?<!\\\\)<@&([1-9]\\d{0,4})>`,
  'g',
)

/** What most messages are without. */
const mayMention = /<@|@everyone|@here/

const silent: ReadonlySet<string> = new Set(['code', 'inlineCode', 'link', 'image'])

export const mentionToken = (user: string): string => `<@${user}>`

interface Spot {
  /** Where it stands in the text. */
  readonly from: number
  readonly match: RegExpExecArray
}

/** As it was written: a sign that was escaped is none. Where the tree does not know that, beside an address for mail, it is none. */
const spotsIn = (node: Nodes, source: string, sought: RegExp): Spot[] => {
  const { start, end } = node.position ?? {}
  const from = start?.offset ?? 0
  return Array.from(source.slice(from, end?.offset ?? from).matchAll(sought), (match) => ({
    from: from + match.index,
    match,
  }))
}

const quotes = (source: string, at: number): boolean =>
  /^[ \t]*>/.test(source.slice(source.lastIndexOf('\n', at - 1) + 1, at))

/** A line behind a quote belongs to it in markdown, and is not what was quoted. */
const collect = (node: Nodes, source: string, sought: RegExp, isQuote: boolean): Spot[] => {
  if (silent.has(node.type)) return []
  if (node.type === 'text')
    return spotsIn(node, source, sought).filter(({ from }) => !(isQuote && quotes(source, from)))
  return childrenOf(node).flatMap((child) => collect(child, source, sought, isQuote || node.type === 'blockquote'))
}

/** Where something stands in a message that mentions somebody if a mention stands there. */
export const spotsOf = (text: string, sought: RegExp): Spot[] => {
  const root = readTree(text)
  return root ? collect(root, text, sought, false) : []
}

/** Nothing where it mentions nobody. */
export const mentionsIn = (text: string): Mentions | undefined => {
  const found = mayMention.test(text) ? spotsOf(text, tokens) : []
  if (found.length === 0) return undefined
  const all = found.find(({ match }) => match[2])?.match[2] as Mentions['all']
  const users = [...new Set(found.flatMap(({ match }) => match[1] ?? []))]
  const roles = [...new Set(found.flatMap(({ match }) => (match[3] ? Number(match[3]) : [])))]
  return { users, ...(roles.length > 0 ? { roles } : {}), ...(all ? { all } : {}) }
}

/** A text and the mentions in it, in their order: those of users and roles by their ids, the others as words. */
export const splitMentions = (
  text: string,
): { readonly text: string; readonly user?: string; readonly role?: number; readonly all?: true }[] => {
  const pieces = []
  let from = 0
  for (const match of text.matchAll(tokens)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    if (match[3]) pieces.push({ text: match[0], role: Number(match[3]) })
    else pieces.push(match[1] ? { text: match[0], user: match[1] } : { text: match[0], all: true as const })
    from = match.index + match[0].length
  }
  return from < text.length || pieces.length === 0 ? [...pieces, { text: text.slice(from) }] : pieces
}
