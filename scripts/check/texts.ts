/**
 * What the page says is in its catalogues (`apps/web/src/language`), and what it shows of numbers, times and names is written as the language of
 * the page has it.
 */
import { Visitor } from 'oxc-parser'
import type { Source } from './source.ts'

const ofPage = /^apps\/web\/src\/(?!language\/).*\.tsx?$/

/** Of elements and components alike: what is shown or read aloud. */
const said =
  /^(?:aria-(?:label|roledescription|description|valuetext)|alt|title|placeholder|label|legend|hint|question|empty|text|\w+Label)$/

const hasWords = (value: unknown): boolean => /\p{L}{2}/u.test(String(value ?? ''))

/** The name of the product is the same in all languages. */
const isName = (value: unknown): boolean => String(value).trim() === 'Parley'

interface Node {
  readonly type: string
  readonly start: number
  readonly value?: unknown
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[]
}

/** A text that stands there as it is. */
const isBare = (node: unknown): node is Node => {
  const { type, value, quasis = [] } = (node ?? {}) as Node
  if (type === 'JSXText' || type === 'Literal') return typeof value === 'string' && hasWords(value) && !isName(value)
  return type === 'TemplateLiteral' && quasis.some(({ value: { raw } }) => hasWords(raw))
}

/** One of two, or behind a condition. */
const alternatives = (node: unknown): readonly unknown[] => {
  const { type, ...parts } = (node ?? {}) as Record<string, unknown>
  if (type === 'ConditionalExpression') return [parts.consequent, parts.alternate].flatMap(alternatives)
  if (type === 'LogicalExpression') return [parts.left, parts.right].flatMap(alternatives)
  return [node]
}

const outside = 'a text that is in no catalogue: put it into t or Trans (docs/page.md, Languages)'

/** Each with what to use instead. */
const ofOneLanguage: readonly (readonly [RegExp, string])[] = [
  [/\.toLocale(?:String|DateString|TimeString)\(/g, 'number() of language/formats.ts, or timeline/times.ts'],
  [/\.localeCompare\(/g, 'byName() of language/formats.ts'],
  [/new Intl\.(?:ListFormat|PluralRules|NumberFormat|DateTimeFormat)\((?!spoken\(\)|\))/g, 'language/formats.ts'],
  [/=== 1 \? '[^']*\p{L}{2}/gu, 'plural of @lingui/core/macro'],
]

/** Several words, up to where a sentence ends. */
const isSentence = ({ quasis = [] }: Node): boolean =>
  /\p{L}{2,} .*\p{L}{2,}.*[.?!…]$/u.test(quasis.map(({ value: { raw } }) => raw).join('x'))

/** What whoever writes programs reads, and nobody else. */
const isOfError = (text: string, at: number): boolean => /Error\(\s*$/.test(text.slice(0, at))

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** Faults of a file, as `line: what to do`. */
export const textFaults = ({ path, text, parsed }: Source): string[] => {
  if (!ofPage.test(path) || path.includes('.test.')) return []
  const found: string[] = []
  const note = (at: number, what: string) => found.push(`${lineOf(text, at)}: ${what}`)
  const look = (node: unknown) => {
    for (const one of alternatives(node)) if (isBare(one)) note(one.start, outside)
  }
  const catalogued: [number, number][] = []
  const tagged = new Set<number>()
  const isCatalogued = (at: number) => catalogued.some(([from, to]) => at >= from && at < to)
  new Visitor({
    JSXElement: ({ openingElement: { name }, start, end }) => {
      if (name.type === 'JSXIdentifier' && name.name === 'Trans') catalogued.push([start, end])
    },
    TaggedTemplateExpression: ({ quasi }) => void tagged.add(quasi.start),
  }).visit(parsed.program)
  new Visitor({
    JSXText: (node) => {
      if (!isCatalogued(node.start)) look(node)
    },
    TemplateLiteral: (node) => {
      if (!tagged.has(node.start) && isSentence(node) && !isOfError(text, node.start)) note(node.start, outside)
    },
    JSXExpressionContainer: ({ expression, start }) => {
      if (text[start - 1] !== '=') look(expression)
    },
    JSXAttribute: ({ name, value }) => {
      const called = name.type === 'JSXIdentifier' ? name.name : ''
      if (said.test(called)) look(value?.type === 'JSXExpressionContainer' ? value.expression : value)
    },
  }).visit(parsed.program)
  for (const [pattern, instead] of ofOneLanguage)
    for (const { index } of text.matchAll(pattern)) note(index, `of one language alone: use ${instead}`)
  return found
}
