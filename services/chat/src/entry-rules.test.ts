import { describe, expect, test } from 'vitest'
import { type Entry, roughly, wayIn } from './entry-rules.ts'

const link = {
  entry: 'open' as Entry,
  isOpen: true,
  approval: false,
  isForSome: false,
  isNamed: false,
  isIn: false,
  isBarred: false,
  asks: false,
}
const named = { ...link, isForSome: true, isNamed: true }

describe('an invitation', () => {
  test.each([
    ['open', 'comes in', 'asks'],
    ['request', 'asks', 'asks'],
    ['closed', undefined, undefined],
  ] as const)(
    'to a space that is %s lets in at once, when somebody says so, or not, as the space and it say',
    (entry, usual, awaited) => {
      expect(wayIn({ ...link, entry }, true)).toBe(usual)
      expect(wayIn({ ...link, entry, approval: true }, true)).toBe(awaited)
    },
  )

  test.each(['open', 'request', 'closed'] as const)(
    'that names somebody, by who lets people in, lets them in at once, also where the space is %s',
    (entry) => {
      expect(wayIn({ ...named, entry }, true)).toBe('comes in')
      expect(wayIn({ ...named, entry, approval: true }, true)).toBe('asks')
      expect(wayIn({ ...named, entry, isNamed: false }, true)).toBeUndefined()
      expect(wayIn({ ...named, entry }, false)).toBe({ open: 'comes in', request: 'asks', closed: undefined }[entry])
    },
  )

  test('that is over, or that is for nobody who was turned away, lets in nobody but who is in, and leaves who asks', () => {
    for (const entry of ['open', 'request', 'closed'] as const) {
      const over = { ...link, entry, isOpen: false }
      expect(wayIn(over, true)).toBeUndefined()
      expect(wayIn({ ...over, asks: true }, true)).toBe('asks already')
      expect(wayIn({ ...over, isIn: true }, true)).toBe('was in')
      expect(wayIn({ ...named, entry, isBarred: true }, true)).toBeUndefined()
      expect(wayIn({ ...link, entry, isBarred: true, asks: true }, true)).toBeUndefined()
    }
  })
})

test('how many live in a space is told in two digits that count', () => {
  expect([0, 1, 99, 100, 104, 105, 999, 12_345, 99_999].map(roughly)).toEqual([
    0, 1, 99, 100, 100, 110, 1_000, 12_000, 100_000,
  ])
})
