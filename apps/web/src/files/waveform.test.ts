import { expect, test } from 'vitest'
import { barsOf, base64Of } from './waveform.ts'

test('a recording of any length is 64 bars at most, as high as they can be', () => {
  const long = barsOf(Array.from({ length: 36_000 }, (_, place) => (place === 18_000 ? 0.2 : 0.1)))
  expect([long.length, Math.max(...long), long[0]]).toEqual([64, 255, 128])
  expect(barsOf([0.1, 0.2])).toEqual([128, 255])
  expect([barsOf([]), barsOf([0, 0])]).toEqual([[], [0, 0]])
  expect(base64Of([0, 128, 255])).toBe('AID/')
})
