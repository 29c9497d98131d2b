/** What a message says, as it stands on the page. */
import { childrenOf, readCode, readTree } from '@parley/markdown'
import type { Nodes, Root } from 'mdast'
import { withNames } from '../mentions/mention-text.ts'
import { isVisible, makeTame, tame } from '../tame.ts'

/** The tree of a message, or nothing where it is to be shown as it was written. */
export const readMessage = (text: string): Root | undefined => {
  const read = readTree(text)
  if (read && showsSomething(read)) return tamed(read)
  const code = readCode(text)
  return code && showsSomething(code) ? tamed(code) : undefined
}

/** Whether one sees any of it, besides lines and empty frames. To be asked of what fits: it goes as deep as the tree. */
export const showsSomething = (node: Nodes): boolean => {
  if (node.type === 'image') return isVisible(node.alt || node.url)
  if ('value' in node) return isVisible(node.value)
  return childrenOf(node).some(showsSomething)
}

/** In the order in which the texts are shown. */
const tamed = (root: Root): Root => {
  const tame = makeTame()
  const visit = (node: Nodes): void => {
    if (node.type === 'image') node.alt = tame(node.alt || node.url)
    if ('value' in node) node.value = tame(node.value)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
  return root
}

/** A message in words, without its form, with the names of whom it mentions. */
export const spokenText = (text: string, nameOf: (user: string) => string = () => 'somebody'): string => {
  const root = readMessage(text)
  return withNames(root ? wordsOf(root) : tame(text), nameOf)
}

const isInline = ({ type }: Nodes): boolean =>
  type !== 'root' && type !== 'list' && type !== 'table' && type !== 'tableRow'

/** What a piece of it says, without its form. */
export const wordsOf = (node: Nodes): string => {
  if (node.type === 'image') return node.alt ?? ''
  if ('value' in node) return node.value
  return childrenOf(node)
    .map(wordsOf)
    .join(isInline(node) ? '' : ' ')
}
