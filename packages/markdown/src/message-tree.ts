/**
 * What a message says, read as markdown within bounds. They hold whatever its form: each message is read and laid out on
 * the page of everybody in the room.
 */
import type { Nodes, Root } from 'mdast'
import { parseChat, parseCode } from './chat-syntax.ts'

/** Of all that is laid out of one message: elements, and the texts in them. */
export const mostPieces = 500

/** How many are within one another. */
export const mostDepth = 20

/**
 * What takes time with the square of its number when it is read; so many take about 10 ms. 4,000 quote marks would take
 * three seconds, and 1,300 emphases within one another a third of one.
 */
const costly: readonly (readonly [what: RegExp, most: number])[] = [
  [/[!&*<>:@[\\\]_`|~\n]/g, 800],
  [/[*_~]/g, 400],
  [/\n/g, 400],
  [/\[/g, 250],
  [/!\[/g, 50],
  [/www\.|https?:|@/gi, 100],
]

/** Quotes and lists within one another: on one line, or line after line. */
const tooDeep = [
  /^(?:[ \t]*(?:>|(?:[*+-]|\d{1,9}[.)])(?=[ \t]))){8}/m,
  /^(?: {2}|\t){10}[ \t]*(?:>|(?:[*+-]|\d{1,9}[.)])[ \t])/m,
]

/** Nothing where the message is larger than it may be laid out. */
export const readTree = (text: string): Root | undefined => within(isCostly(text) ? undefined : parseChat(text))

/** With its blocks of code alone; nothing where there are none. */
export const readCode = (text: string): Root | undefined =>
  within(/^ {0,3}(?:```|~~~)/m.test(text) ? parseCode(text) : undefined)

const within = (root: Root | undefined): Root | undefined => (root && fits(root) ? root : undefined)

const isCostly = (text: string): boolean =>
  tooDeep.some((shape) => shape.test(text)) || costly.some(([what, most]) => hasMore(text.matchAll(what), most))

const hasMore = (matches: Iterable<unknown>, most: number): boolean => {
  let count = 0
  for (const _ of matches) if (++count > most) return true
  return false
}

export const childrenOf = (node: Nodes): readonly Nodes[] => ('children' in node ? node.children : [])

/** Of how many elements and texts a node is made that are not nodes themselves, besides the first. */
const more: Partial<Record<Nodes['type'], number>> = { code: 2, inlineCode: 1, image: 1, listItem: 1, table: 3 }

const fits = (root: Root): boolean => {
  const waiting: [node: Nodes, depth: number][] = [[root, 0]]
  let pieces = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next
    pieces += 1 + (more[node.type] ?? 0)
    if (pieces > mostPieces || depth > mostDepth) return false
    for (const child of childrenOf(node)) waiting.push([child, depth + 1])
  }
  return true
}
