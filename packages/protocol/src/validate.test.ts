import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { commands, events, MessageText, matches, signals } from './index.ts'

describe('the text of a message', () => {
  test.each([
    ['markdown over lines', '# a\n\n* b\n'],
    ['4,000 characters outside the basic plane', '😀'.repeat(4000)],
    ['half of a surrogate pair', 'a\ud800'],
    ['text from right to left', 'שלום עולם'],
  ])('may be %s', (_, text) => {
    expect(matches(MessageText, text)).toBe(true)
  })

  test.each([
    ['empty', ''],
    ['blank, in whatever spaces', ' \n\t\u00a0\u3000'],
    ['4,001 characters', 'a'.repeat(4001)],
    ['NUL alone', '\u0000'],
    ['text with NUL in it', 'a\u0000b'],
    ['blanks and NUL', '  \u0000  '],
  ])('may not be %s', (_, text) => {
    expect(matches(MessageText, text)).toBe(false)
  })
})

const patternsIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  const { pattern, patternProperties = {} } = schema as { pattern?: unknown; patternProperties?: object }
  const own = [...(typeof pattern === 'string' ? [pattern] : []), ...Object.keys(patternProperties)]
  return [...own, ...Object.values(schema).flatMap(patternsIn)]
}

const schemas: TSchema[] = [
  ...Object.values(commands).flatMap(({ input, output }) => [input, output]),
  ...[...Object.values(events), ...Object.values(signals)].map(({ body }) => body),
]
const patterns = new Set(schemas.flatMap(patternsIn))

/** What makes a pattern with two ways to match the same text try them all; far longer than any frame. */
const hostile = ['a', ' ', '-', '0', '/', 'a ', 'a-'].flatMap((unit) =>
  ['', '\u0000', '\u0000\u0000', '\n!', 'A '].map((end) => unit.repeat(100_000) + end),
)

test.each([...patterns])('the pattern %s judges the longest text at once', (pattern) => {
  const compiled = new RegExp(pattern, 'u')
  for (const text of hostile) {
    const begun = performance.now()
    compiled.test(text)
    expect(performance.now() - begun, JSON.stringify(text.slice(-4))).toBeLessThan(500)
  }
})
