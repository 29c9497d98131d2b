import { expect, test } from 'vitest'
import { ClassesOf } from './classes.ts'

/** Bits of some of a list, as an owner writes them. */
const bits = (...places: number[]) => {
  const bytes = Buffer.alloc(Math.floor(Math.max(0, ...places) / 8) + 1)
  for (const place of places) bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (1 << (place & 7))
  return bytes.toString('base64')
}
const list = (count: number, from = 0) => Array.from({ length: count }, (_, place) => `room ${from + place}`)

test('those of one class share what says what they see, also where they were asked about at different times', () => {
  const classes = new ClassesOf()
  const told = () => ({ at: 1, list: 'a', audiences: list(200), classes: [bits(0, 199), bits(7)], of: [0, 1, 0, null] })
  const [first, other, alike, none] = [0, 1, 2, 3].map((place) => classes.of(told(), place))
  expect(alike).toBe(first)
  expect(other).not.toBe(first)
  expect(none).toBeUndefined()
  const seen = list(201).filter((room) => first?.audiences.has(room))
  expect(seen).toEqual(['room 0', 'room 199'])
  expect(first?.hides.size).toBe(0)
})

test('what a class sees is of the rooms that there were when it was told', () => {
  const classes = new ClassesOf()
  const before = classes.of({ at: 1, list: 'a', audiences: list(3), classes: [bits(1)], of: [0] }, 0)
  const after = classes.of({ at: 2, list: 'b', audiences: list(3, 1), classes: [bits(1)], of: [0] }, 0)
  expect(list(5).filter((room) => before?.audiences.has(room))).toEqual(['room 1'])
  expect(list(5).filter((room) => after?.audiences.has(room))).toEqual(['room 2'])
})

test('an answer that does not name the audiences is read where they are those that are known, and else asked for again', () => {
  const classes = new ClassesOf()
  const later = { at: 2, list: 'a', classes: [bits(2)], of: [0] }
  expect(classes.canRead(later)).toBe(false)
  classes.of({ at: 1, list: 'a', audiences: list(3), classes: [bits(1)], of: [0] }, 0)
  expect([classes.known, classes.canRead(later), classes.canRead({ ...later, list: 'b' })]).toEqual(['a', true, false])
  expect(list(3).filter((room) => classes.of(later, 0)?.audiences.has(room))).toEqual(['room 2'])
})
