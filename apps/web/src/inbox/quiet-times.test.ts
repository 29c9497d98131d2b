import { expect, test } from 'vitest'
import { clockOf, minutesOf, zonesWith } from './quiet-times.ts'

test.each([
  [0, '00:00'],
  [425, '07:05'],
  [1_439, '23:59'],
])('%i minutes after midnight are %s, there and back', (minutes, clock) => {
  expect(clockOf(minutes)).toBe(clock)
  expect(minutesOf(clock)).toBe(minutes)
  expect(minutesOf(`${clock}:30`)).toBe(minutes)
})

test.each(['', '24:00', '7:05', '12:60', 'noon'])('“%s” is no time', (clock) => {
  expect(minutesOf(clock)).toBeUndefined()
})

test('a zone that this browser does not know can stay chosen', () => {
  expect(zonesWith('Europe/Berlin').filter((zone) => zone === 'Europe/Berlin')).toHaveLength(1)
  expect(zonesWith('Moon/Tycho')[0]).toBe('Moon/Tycho')
})
