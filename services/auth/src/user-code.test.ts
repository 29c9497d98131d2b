import { expect, test } from 'vitest'
import { newUserCode, readUserCode } from './user-code.ts'

test('codes have no vowel, no digit, and nothing that looks like another letter', () => {
  const codes = Array.from({ length: 500 }, newUserCode)
  for (const code of codes) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  expect(new Set(codes).size).toBe(500)
})

test.each([
  ['bcdf-ghjk', 'BCDF-GHJK'],
  [' BCDF GHJK ', 'BCDF-GHJK'],
  ['BCDFGHJK', 'BCDF-GHJK'],
  ['BCDF-GHJ', undefined],
  ['BCDF-GHJA', undefined],
  ['BCDF-GHJ0', undefined],
  ['', undefined],
])('%j is read as %j', (typed, code) => {
  expect(readUserCode(typed)).toBe(code)
})
