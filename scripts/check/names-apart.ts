/**
 * What people wrote stands apart on the page: beside other text in one line it has an element of its own, so that a name which
 * runs from right to left turns nothing around it.
 */
import { Visitor } from 'oxc-parser'
import type { Source } from './source.ts'

/** What gives a text of somebody's, ready for the page. */
const givers = new Set(['tame', 'useName', 'nameOf', 'names', 'spokenText'])

interface Node {
  readonly type: string
  readonly start: number
}

const isNode = (value: unknown): value is Node & Record<string, unknown> =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** An element or a function within has children of its own. */
const isOther = ({ type }: Node): boolean => type.startsWith('JSX') || /Function/.test(type)

const partsOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode)

const nameOf = (value: unknown): string => (isNode(value) && value.type === 'Identifier' ? String(value.name) : '')

/** What an expression may turn out to be: what it is compared with, or chosen by, is not shown. */
const shownParts = (node: Record<string, unknown> & Node): readonly Node[] => {
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].filter(isNode)
  if (node.type === 'LogicalExpression') return [node.right].filter(isNode)
  if (node.type === 'MemberExpression' || node.type === 'BinaryExpression') return []
  return partsOf(node)
}

const isSaid = (node: unknown, own: ReadonlySet<string>): boolean => {
  if (!isNode(node) || isOther(node)) return false
  if (own.has(nameOf(node)) || (node.type === 'CallExpression' && givers.has(nameOf(node.callee)))) return true
  return node.type !== 'CallExpression' && shownParts(node).some((part) => isSaid(part, own))
}

/** A string that is put together of it and other text, of which it is no part by itself. */
const isMixedString = (node: unknown, own: ReadonlySet<string>): boolean => {
  if (!isNode(node) || isOther(node) || node.type === 'CallExpression') return false
  if (node.type === 'TemplateLiteral') return (node.expressions as unknown[]).some((part) => isSaid(part, own))
  return shownParts(node).some((part) => isMixedString(part, own))
}

/** Of components that show what they are called or ask. */
const shownProps = new Set(['title', 'question'])

interface Element extends Node {
  readonly children: readonly (Node & Record<string, unknown>)[]
  readonly openingElement?: {
    readonly name: { readonly name?: string }
    readonly attributes: readonly (Node & {
      readonly name?: { readonly name?: string }
      readonly value?: { readonly expression?: unknown }
    })[]
  }
}

const shownAttributes = ({ openingElement }: Element) =>
  /^[A-Z]/.test(openingElement?.name.name ?? '')
    ? (openingElement?.attributes ?? []).filter(({ name }) => shownProps.has(name?.name ?? ''))
    : []

const isApart = ({ openingElement }: Element): boolean =>
  openingElement?.name.name === 'bdi' || (openingElement?.attributes.some(({ name }) => name?.name === 'dir') ?? false)

/** Elements and lists of elements stand apart already. */
const isText = (node: unknown): boolean => {
  if (!isNode(node)) return false
  if (node.type === 'ConditionalExpression') return isText(node.consequent) || isText(node.alternate)
  if (node.type === 'LogicalExpression') return isText(node.right)
  if (node.type === 'CallExpression') return !partsOf(node).some(isOther)
  return !isOther(node) && !(node.type === 'Literal' && String(node.value ?? '').trim() === '')
}

const isShown = (child: Record<string, unknown> & Node): boolean =>
  child.type === 'JSXText' ? String(child.value).trim() !== '' : isText(child.expression)

/** Where somebody's text stands in one element with other text, as lines of the file. */
export const mixedTexts = ({ path, text, parsed }: Source): number[] => {
  if (!path.startsWith('apps/web/src/') || !path.endsWith('.tsx') || path.includes('.test.')) return []
  const own = new Set(['name'])
  const found: number[] = []
  const note = ({ start }: Node) => found.push(text.slice(0, start).split('\n').length)
  const look = (element: Element) => {
    const children = element.children.filter(isShown)
    const isMixed = !isApart(element) && children.length > 1
    for (const child of children)
      if ((isMixed && isSaid(child.expression, own)) || isMixedString(child.expression, own)) note(child)
    for (const attribute of shownAttributes(element))
      if (isMixedString(attribute.value?.expression, own)) note(attribute)
  }
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      const name = nameOf(id)
      if (name && isSaid(init, own)) own.add(name)
    },
  }).visit(parsed.program)
  new Visitor({
    JSXElement: (element) => look(element as unknown as Element),
    JSXFragment: (element) => look(element as unknown as Element),
  }).visit(parsed.program)
  return found
}
