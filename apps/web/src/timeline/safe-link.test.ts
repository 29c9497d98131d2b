import { expect, test } from 'vitest'
import { safeLink } from './safe-link.ts'

test.each(['https://example.org/a?b#c', 'http://example.org/', 'mailto:ada@example.org'])(
  '%s is followed',
  (address) => {
    expect(safeLink(address)).toBe(address)
  },
)

test.each([
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'blob:https://a/b',
  'file:///etc/hosts',
  '//example.org',
  '/inside',
  '#/room/1',
  'nonsense',
  '',
])('%j is not', (address) => {
  expect(safeLink(address)).toBeUndefined()
})
