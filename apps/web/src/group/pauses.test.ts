import { longestPauseSeconds } from '@parley/protocol'
import { expect, test } from 'vitest'
import { clockText, pauses, pauseText } from './pauses.ts'

test('what may be chosen is in order, up to what a room may have, and what is set is among it', () => {
  expect(pauses(0).at(-1)).toBe(longestPauseSeconds)
  expect(pauses(30)).toEqual(pauses(0))
  expect(pauses(17)).toEqual([...pauses(0), 17].toSorted((one, other) => one - other))
})

test.each([
  [1, 'second'],
  [45, '45 seconds'],
  [60, 'minute'],
  [90, '90 seconds'],
  [300, '5 minutes'],
  [3_600, 'hour'],
  [21_600, '6 hours'],
])('%i s is %s', (seconds, text) => {
  expect(pauseText(seconds)).toBe(text)
})

test.each([
  [9, '0:09'],
  [720, '12:00'],
  [3_723, '1:02:03'],
])('%i s are left as %s', (seconds, text) => {
  expect(clockText(seconds)).toBe(text)
})
