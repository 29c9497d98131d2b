import { expect, test } from 'vitest'
import { spanOf } from './spans.ts'

test('spans are written with a unit, and anything else is refused with what to write', () => {
  expect(['90s', '30m', '12h', '7d'].map(spanOf)).toEqual([90_000, 1_800_000, 43_200_000, 604_800_000])
  for (const strange of ['', '7', 'd', '0d', '-1h', '1.5h', '1w', '1h30m', '999999d'])
    expect(() => spanOf(strange), strange).toThrow('is no span of time')
})
