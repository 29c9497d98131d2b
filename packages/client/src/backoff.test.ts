import { expect, test } from 'vitest'
import { fullJitter, retryDelay } from './backoff.ts'

test('the wait is any part of a span that doubles up to half a minute', () => {
  expect([0, 1, 2, 5, 6, 60].map((failures) => fullJitter(failures, 1))).toEqual([
    500, 1000, 2000, 16_000, 30_000, 30_000,
  ])
  expect([0, 0.25, 0.5].map((random) => fullJitter(3, random))).toEqual([0, 1000, 2000])
})

test('the wait is never shorter than what the server asked for', () => {
  expect(retryDelay(0, 0, 700)).toBe(700)
  expect(retryDelay(0, 1, 700)).toBe(1200)
})
