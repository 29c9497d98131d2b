/** What is told of a space, in the order and the form in which it is shown. Pure. */
import { shownBank } from './bank-state.ts'
import type { SpaceRole, SpaceRoom, SpaceSection } from './space.ts'
import type { Mark } from './space-marks.ts'
import type { SpaceState, ToldRoom } from './space-state.ts'
import { kept } from './stable.ts'

interface Placed {
  readonly place: number
}

const byPlace =
  <T extends Placed>(idOf: (item: T) => string): ((one: T, other: T) => number) =>
  (one, other) =>
    one.place - other.place || (idOf(one) < idOf(other) ? -1 : 1)

const highestFirst = (one: SpaceRole, other: SpaceRole): number => other.place - one.place || one.role - other.role

export const sumOf = (rooms: ReadonlyMap<string, SpaceRoom>, count: (room: SpaceRoom) => number): number =>
  [...rooms.values()].reduce((sum, room) => sum + count(room), 0)

/** Where the highest of somebody's roles stands. */
export const highestPlace = (list: readonly SpaceRole[], roles: readonly number[]): number =>
  Math.max(0, ...list.filter(({ role }) => roles.includes(role)).map(({ place }) => place))

/** Of the highest role that has one; the list has the highest first. */
export const nameColour = (list: readonly SpaceRole[], roles: readonly number[]): number =>
  list.find(({ role, colour }) => colour !== 0 && roles.includes(role))?.colour ?? 0

const isMuted = ({ preference }: ToldRoom, now: number): boolean =>
  preference?.muted === true && now < (preference.muted_until ?? Number.POSITIVE_INFINITY)

const noTags: SpaceRoom['tags'] = []

const roomOf = (told: ToldRoom, mark: Mark | undefined, inSpace: readonly string[], now: number): SpaceRoom => {
  const { read, unread, mentions } = mark ?? { read: told.read, unread: told.unread, mentions: told.mentions ?? 0 }
  const marked = told.preference?.marked?.read === read ? told.preference.marked : undefined
  return {
    id: told.room,
    on: told.on,
    kind: told.kind,
    name: told.name,
    topic: told.topic ?? '',
    slowSeconds: told.slow_seconds ?? 0,
    theme: told.theme ?? 'plain',
    newcomers: told.newcomers ?? 'all',
    tags: told.tags ?? noTags,
    category: told.category,
    place: told.place,
    apart: told.apart ?? false,
    may: told.may ?? inSpace,
    unread: unread + (marked?.unread ?? 0),
    mentions: mentions + (marked?.mentions ?? 0),
    markedUnread: marked !== undefined,
    muted: isMuted(told, now),
  }
}

const isSame = (one: SpaceRoom, other: SpaceRoom): boolean =>
  (Object.keys(one) as (keyof SpaceRoom)[]).every(
    (key) => one[key] === other[key] || JSON.stringify(one[key]) === JSON.stringify(other[key]),
  )

const sectionsOf = (
  { categories }: SpaceState,
  rooms: readonly SpaceRoom[],
  before: readonly SpaceSection[],
): SpaceSection[] => {
  const known = new Set(categories.map(({ category }) => category))
  const placeOf = ({ category }: SpaceRoom) => (category !== undefined && known.has(category) ? category : undefined)
  const roomsOf = (category?: string) => rooms.filter((room) => placeOf(room) === category)
  const loose = roomsOf()
  const sections = [
    ...(loose.length > 0 ? [{ category: undefined, rooms: loose }] : []),
    ...categories
      .toSorted(byPlace(({ category }) => category))
      .map((category) => ({ category, rooms: roomsOf(category.category) })),
  ]
  return sections.map((section) => {
    const old = before.find(({ category }) => category?.category === section.category?.category)
    if (!old) return section
    const same = kept(old.rooms, section.rooms)
    return old.category === section.category && same === old.rooms ? old : { ...section, rooms: same }
  })
}

/** What is as before is the same object. */
export const viewOf = (
  state: SpaceState,
  marks: ReadonlyMap<string, Mark>,
  before: ReadonlyMap<string, SpaceRoom>,
  now: number,
) => {
  const rooms = state.rooms
    .map((told) => {
      const room = roomOf(told, marks.get(told.room), state.summary.may, now)
      const old = before.get(room.id)
      return old && isSame(old, room) ? old : room
    })
    .sort(byPlace(({ id }) => id))
  return {
    rooms: new Map(rooms.map((room) => [room.id, room])),
    roles: state.roles.toSorted(highestFirst),
    ...shownBank(state),
    sections: (shown: readonly SpaceSection[]) => sectionsOf(state, rooms, shown),
  }
}
