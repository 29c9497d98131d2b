/** In which rooms a filter does not count, as somebody knows it who may change it: of rooms that they do not see they learn nothing. */
import type { Queryable } from '@parley/service-kit'
import { seenOf } from '../store/screening.ts'
import type { Filter } from './compile.ts'

const mostExempt = 20

const withRooms = ({ exempt_rooms: _, ...filter }: Filter, rooms: readonly string[]): Filter =>
  rooms.length > 0 ? { ...filter, exempt_rooms: [...rooms] } : filter

const roomsOf = ({ exempt_rooms: rooms = [] }: Filter): readonly string[] => rooms

/** As they are told of them. */
export const shownTo = async (
  db: Queryable,
  space: string,
  person: string,
  filters: readonly Filter[],
): Promise<Filter[]> => {
  const seen = new Set(await seenOf(db, space, [...new Set(filters.flatMap(roomsOf))], person))
  return filters.map((filter) =>
    withRooms(
      filter,
      roomsOf(filter).filter((room) => seen.has(room)),
    ),
  )
}

/** What they set in place of another, which keeps of that the rooms that they do not see. */
export const keepingUnseen = async (
  db: Queryable,
  space: string,
  person: string,
  filter: Filter,
  before: Filter | undefined,
): Promise<Filter> => {
  if (!before) return filter
  const rooms = roomsOf(before)
  const seen = new Set(await seenOf(db, space, rooms, person))
  const all = new Set([...roomsOf(filter), ...rooms.filter((room) => !seen.has(room))])
  return withRooms(filter, [...all].slice(0, mostExempt))
}
