import { expect, test } from 'vitest'
import { Recent } from './recent.ts'

test('each is let through once within the time, in each place', () => {
  const recent = new Recent(5_000, 10)
  expect(recent.take('room', 'ann', 0)).toBe(true)
  expect(recent.take('room', 'ann', 4_999)).toBe(false)
  expect(recent.take('other room', 'ann', 4_999)).toBe(true)
  expect(recent.take('room', 'ann', 5_000)).toBe(true)
  expect(recent.take('room', 'ann', 9_999)).toBe(false)
})

test('of many in one place some are let through, and others when those are over', () => {
  const recent = new Recent(5_000, 3)
  const people = Array.from({ length: 1_000 }, (_, place) => `person ${place}`)
  const letThrough = (now: number) => people.filter((person) => recent.take('room', person, now))
  expect(letThrough(0)).toEqual(people.slice(0, 3))
  expect(letThrough(1_000)).toEqual([])
  expect(recent.take('other room', 'ann', 1_000)).toBe(true)
  expect(letThrough(5_000)).toHaveLength(3)
})

test('what is over is not remembered, however much it was', () => {
  const recent = new Recent(5_000, 3)
  for (let place = 0; place < 1_000; place++) recent.take(`room ${place}`, 'ann', place)
  expect(recent.size).toBe(1_000)
  recent.take('room', 'ann', 6_000)
  expect(recent.size).toBe(1)
})
