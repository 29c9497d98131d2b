import type { Room } from '@parley/client'
import { expect, test } from 'vitest'
import { makeSections, placeAtEnd, placesFor, sectionsOf } from './sections.ts'

type Kept = Partial<Room['preference']> & { readonly hidden?: boolean }

const room = (
  id: string,
  { hidden = false, favourite = false, ...kept }: Kept | { hidden?: boolean; favourite?: boolean } = {},
) => ({
  id,
  favourite,
  hidden,
  preference: { level: 'all', muted: false, favourite, ...kept } as Room['preference'],
})

const titles = (rooms: ReturnType<typeof room>[], open?: string) =>
  sectionsOf(rooms, open).shown.map(({ title, rooms }) => [title, rooms.map(({ id }) => id).join(' ')])

test('favourites stand first, then folders by name, then the others, each in the order of activity', () => {
  const rooms = [
    room('a'),
    room('b', { folder: 'Work' }),
    room('c', { favourite: true, folder: 'Work' }),
    room('d', { folder: 'Family' }),
    room('e', { favourite: true }),
    room('f'),
  ]
  expect(titles(rooms)).toEqual([
    ['Favourites', 'c e'],
    ['Family', 'd'],
    ['Work', 'b'],
    ['Others', 'a f'],
  ])
  expect(titles([room('a'), room('b')])).toEqual([[undefined, 'a b']])
})

test('an order of one’s own stands before that of activity', () => {
  const rooms = [
    room('a', { favourite: true }),
    room('b', { favourite: true, place: 9 }),
    room('c', { favourite: true, place: 2 }),
  ]
  expect(titles(rooms)).toEqual([['Favourites', 'c b a']])
})

test('what is hidden stands apart, unless it is open', () => {
  const rooms = [room('a'), room('b', { hidden: true, favourite: true })]
  expect(sectionsOf(rooms, undefined).hidden.map(({ id }) => id)).toEqual(['b'])
  expect(titles(rooms)).toEqual([[undefined, 'a']])
  expect(titles(rooms, 'b')).toEqual([
    ['Favourites', 'b'],
    ['Others', 'a'],
  ])
})

test('the sections are the same as before until one of them is another', () => {
  const sections = makeSections<ReturnType<typeof room>>()
  const rooms = [room('a'), room('b', { hidden: true })]
  const first = sections(rooms, undefined)
  expect(sections([...rooms], undefined)).toBe(first)
  expect(sections(rooms, 'b')).not.toBe(first)
})

test('a room moves by one place: by a number between two, or by new numbers for all where none fits', () => {
  const moved = (places: (number | undefined)[], at: number, by: -1 | 1) => {
    const rooms = places.map((place, id) =>
      room(`${id}`, { favourite: true, ...(place === undefined ? {} : { place }) }),
    )
    const given = new Map(
      placesFor(rooms, rooms[at] as (typeof rooms)[number], by).map(([{ id }, place]) => [id, place]),
    )
    const after = rooms.map((one) => ({
      ...one,
      preference: { ...one.preference, place: given.get(one.id) ?? one.preference.place ?? Infinity },
    }))
    return [titles(after as never)[0]?.[1], given.size]
  }
  expect(moved([10, 20, 30], 0, 1)).toEqual(['1 0 2', 1])
  expect(moved([10, 20, 30], 2, -1)).toEqual(['0 2 1', 1])
  expect(moved([10, 20, 30], 1, -1)).toEqual(['1 0 2', 1])
  expect(moved([10, 20, 30], 1, 1)).toEqual(['0 2 1', 1])
  expect(moved([10, 11, 12], 2, -1)).toEqual(['0 2 1', 3])
  expect(moved([undefined, undefined, undefined], 0, 1)).toEqual(['1 0 2', 3])
  expect(moved([10, 20], 0, -1)).toEqual(['0 1', 0])
  expect(moved([10, 20], 1, 1)).toEqual(['0 1', 0])
  expect(placeAtEnd([room('a', { place: 7 })])).toBeGreaterThan(7)
})
