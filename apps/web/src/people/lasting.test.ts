import { expect, test } from 'vitest'
import { lastings, todayMs } from './lasting.ts'

test('today ends at midnight by the clock of this device, and never at once', () => {
  expect(todayMs(new Date(2026, 10, 30, 22, 30))).toBe(90 * 60_000)
  expect(todayMs(new Date(2026, 10, 30, 23, 59, 59, 999))).toBe(60_000)
})

test('a status lasts half an hour, one, four, today, or until it is changed', () => {
  const hours = lastings.map(({ inMs }) => inMs()).map((ms) => (ms === undefined ? ms : ms / 3_600_000))
  expect(hours.slice(0, 4)).toEqual([undefined, 0.5, 1, 4])
  expect(hours[4]).toBeLessThanOrEqual(25)
})
