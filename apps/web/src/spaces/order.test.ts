import type { SpaceRoom, SpaceSection } from '@parley/client/spaces'
import { expect, test } from 'vitest'
import { moved, stepFrom } from './order.ts'

const room = (id: string) => ({ id }) as SpaceRoom
const [a, b, c] = [room('a'), room('b'), room('c')]
const sections: SpaceSection[] = [
  { category: undefined, rooms: [a, b] },
  { category: { category: 'k', name: 'K', place: 0 }, rooms: [] },
  { category: { category: 'l', name: 'L', place: 1 }, rooms: [c] },
]

test('a room steps within its category, and at the end of it into the next one', () => {
  expect(stepFrom(sections, a, 1)).toEqual({ section: sections[0], at: 1 })
  expect(stepFrom(sections, b, 1)).toEqual({ section: sections[1], at: 0 })
  expect(stepFrom(sections, c, -1)).toEqual({ section: sections[1], at: 0 })
  expect(stepFrom(sections, a, -1)).toBeUndefined()
  expect(stepFrom(sections, c, 1)).toBeUndefined()
})

test('what is moved stands where it was put among the others', () => {
  expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b'], 'new', 9)).toEqual(['a', 'b', 'new'])
})
