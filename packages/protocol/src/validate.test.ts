import type { TSchema } from 'typebox'
import { expect, test } from 'vitest'
import { commands, events, signals } from './index.ts'
import { faultOfName } from './name-rule.ts'
import { faultOfText } from './text-rule.ts'

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
const units = [
  'a',
  ' ',
  '-',
  '0',
  '/',
  'a ',
  'a-',
  'é',
  '漢',
  '\u0301',
  'a\u0301',
  '\u3164',
  '\u200d',
  '👩\u200d',
  '\ud800',
]
const hostile = units.flatMap((unit) =>
  ['', '\u0000', '\u0000\u0000', '\n!', 'A '].map((end) => unit.repeat(100_000) + end),
)

const judgeAtOnce = (judge: (text: string) => unknown) => {
  for (const text of hostile) {
    const begun = performance.now()
    judge(text)
    expect(performance.now() - begun, JSON.stringify(text.slice(-4))).toBeLessThan(500)
  }
}

test.each([...patterns])('the pattern %s judges the longest text at once', (pattern) => {
  const compiled = new RegExp(pattern, 'u')
  judgeAtOnce((text) => compiled.test(text))
})

test('the rules for names and texts judge the longest text at once', () => {
  judgeAtOnce(faultOfName)
  judgeAtOnce(faultOfText)
})
