import { expect, test } from 'vitest'
import { isOver } from './expiring.ts'

const body = JSON.stringify({ text: 'said', expires_ms: 1_000 })

test.each([
  ['the moment before its deadline', body, 1_999, false],
  ['its deadline', body, 2_000, true],
  ['any time after', body, Number.MAX_SAFE_INTEGER, true],
])('an event that expires is over at %s', (_, text, now, over) => expect(isOver(text, 1_000, now)).toBe(over))

test.each([
  { text: 'said' },
  { text: 'says "expires_ms":1 and {"expires_ms":1}' },
  { text: 'said', of: { expires_ms: 1 } },
  { text: 'said', expires_ms: 'soon' },
  { text: 'said', expires_ms: null, of: [] },
])('an event that does not say when is never over: %o', (is) => {
  const over = isOver(JSON.stringify(is), 1_000, Number.MAX_SAFE_INTEGER)
  expect(over).toBe(is.expires_ms === null)
})
