/**
 * The links of a message that are looked up for its readers. What stands in code or on a line that quotes is none of them, nor what stands
 * in `<…>`: so its author says that it is to be left alone.
 */
import type { Link, Nodes } from 'mdast'
import { childrenOf, readTree } from './message-tree.ts'

/** What most messages are without. */
const mayLink = /https?:\/\/|www\./i

const isQuoted = (source: string, at: number): boolean =>
  /^[\s*+-]*>/.test(source.slice(source.lastIndexOf('\n', at - 1) + 1, at))

/** `<address>`, or `[words](<address>)`. */
const isLeftAlone = (written: string): boolean => written.startsWith('<') || /\]\(\s*</.test(written)

const linkOf = ({ url, position }: Link, source: string, inQuote: boolean): string[] => {
  const from = position?.start.offset ?? 0
  if (isLeftAlone(source.slice(from, position?.end.offset ?? from))) return []
  if ((inQuote && isQuoted(source, from)) || !URL.canParse(url)) return []
  const { protocol, href } = new URL(url)
  return /^https?:$/.test(protocol) ? [href] : []
}

const collect = (node: Nodes, source: string, inQuote: boolean): string[] =>
  node.type === 'link'
    ? linkOf(node, source, inQuote)
    : childrenOf(node).flatMap((child) => collect(child, source, inQuote || node.type === 'blockquote'))

/** Whether it may have any, without being read. */
export const mayHaveLinks = (text: string): boolean => mayLink.test(text)

/** Each once, in the order in which they stand there, as browsers write them. */
export const linksIn = (text: string): string[] => {
  const root = mayHaveLinks(text) ? readTree(text) : undefined
  return root ? [...new Set(collect(root, text, false))] : []
}
