/** What is known of one space: as `space.get` told it, and as the events after that make it. Never changed: each change makes another. */
import type { EventFrame, Output } from '@parley/protocol'
import { type EventOf, isEvent, type SignalOf } from './events.ts'

type Told = Output<'space.get'>

/** A role of a space, with its name and colour. */
export type SpaceRole = Told['role_list'][number]
/** A category of a space. */
export type SpaceCategory = Told['categories'][number]
/** A room of a space, as its list shows it; what is said in it `parley.openThread` opens. */
export type SpaceRoom = Told['rooms'][number] & { readonly may: readonly string[] }

/** A space that one lives in, with what one sees of it. */
export interface Space extends Omit<Told, 'role_list' | 'categories' | 'next' | 'rooms'> {
  /** The highest first; that of everyone is the last. */
  readonly role_list: readonly SpaceRole[]
  /** In order. */
  readonly categories: readonly SpaceCategory[]
  /** In order: those in no category, then those of each category. */
  readonly rooms: readonly SpaceRoom[]
}

const byPlace =
  <One extends { readonly place: number }>(id: (one: One) => string | number) =>
  (one: One, other: One) =>
    one.place - other.place || (id(one) < id(other) ? -1 : 1)
const roleOrder = (one: SpaceRole, other: SpaceRole) =>
  Number(one.role === 0) - Number(other.role === 0) || other.place - one.place || one.role - other.role

const inOrder = (space: Space): Space => {
  const categories = space.categories.toSorted(byPlace(({ category }) => category))
  const places = new Map(categories.map(({ category }, place) => [category, place]))
  const group = ({ category }: SpaceRoom) => (category === undefined ? -1 : (places.get(category) ?? -1))
  const within = byPlace<SpaceRoom>(({ room }) => room)
  return {
    ...space,
    role_list: space.role_list.toSorted(roleOrder),
    categories,
    rooms: space.rooms.toSorted((one, other) => group(one) - group(other) || within(one, other)),
  }
}

/** Of all pages of one answer. */
export const toSpace = (pages: readonly Told[]): Space => {
  const [{ next: _, ...first }] = pages as [Told]
  return inOrder({
    ...first,
    role_list: pages.flatMap(({ role_list }) => role_list),
    categories: pages.flatMap(({ categories }) => categories),
    rooms: pages.flatMap(({ rooms }) => rooms.map((room) => ({ ...room, may: room.may ?? first.may }))),
  })
}

const change = <One extends object>(all: readonly One[], is: (one: One) => boolean, to: (one: One) => One) =>
  all.map((one) => (is(one) ? to(one) : one))

const optional: readonly string[] = ['description', 'topic', 'slow_seconds', 'theme', 'category', 'apart']
const usual: readonly unknown[] = ['', 0, 'plain', false]
/** What is as in a new one is not told. */
const withoutUsual = <One extends object>(one: One): One =>
  Object.fromEntries(
    Object.entries(one).filter(([name, value]) => !(optional.includes(name) && usual.includes(value))),
  ) as One

const arranged = (space: Space, { rooms = [], categories = [] }: EventOf<'space.arranged'>['is']): Space => {
  const places = new Map([
    ...rooms.map((at) => [at.room, at.place] as const),
    ...categories.map((at) => [at.category, at.place] as const),
  ])
  const put = <One extends { readonly place: number }>(one: One, id: string): One => ({
    ...one,
    place: places.get(id) ?? one.place,
  })
  return {
    ...space,
    rooms: space.rooms.map((one) => put(one, one.room)),
    categories: space.categories.map((one) => put(one, one.category)),
  }
}

const applied = (space: Space, event: EventFrame): Space => {
  const { is } = event
  if (isEvent(event, 'space.changed')) return withoutUsual({ ...space, ...event.is })
  if (isEvent(event, 'space.ending')) return { ...space, ends_at: event.is.ends_at }
  if (isEvent(event, 'space.kept')) {
    const { ends_at: _, ends_in_ms: __, ...kept } = space
    return kept
  }
  if (isEvent(event, 'resident.joined')) return { ...space, resident_count: space.resident_count + 1 }
  if (isEvent(event, 'resident.left')) return { ...space, resident_count: space.resident_count - 1 }
  if (isEvent(event, 'category.created')) return { ...space, categories: [...space.categories, event.is] }
  if (isEvent(event, 'category.changed'))
    return {
      ...space,
      categories: change(
        space.categories,
        (one) => one.category === is.category,
        (one) => ({ ...one, ...is }),
      ),
    }
  if (isEvent(event, 'category.deleted')) {
    const isIn = (one: SpaceRoom) => one.category === event.is.category
    const leave = ({ category: _, ...one }: SpaceRoom): SpaceRoom => ({ ...one, apart: true })
    const categories = space.categories.filter((one) => one.category !== event.is.category)
    return { ...space, categories, rooms: change(space.rooms, isIn, leave) }
  }
  if (isEvent(event, 'space.arranged')) return arranged(space, event.is)
  if (isEvent(event, 'room.altered'))
    return {
      ...space,
      rooms: change(
        space.rooms,
        (one) => one.room === is.room,
        (one) => withoutUsual({ ...one, ...event.is } as SpaceRoom),
      ),
    }
  if (isEvent(event, 'room.removed'))
    return { ...space, rooms: space.rooms.filter((one) => one.room !== event.is.room) }
  if (isEvent(event, 'role.created')) return { ...space, role_list: [...space.role_list, event.is] }
  if (isEvent(event, 'role.edited'))
    return {
      ...space,
      role_list: change(
        space.role_list,
        (one) => one.role === is.role,
        (one) => ({ ...one, ...is }),
      ),
    }
  return space
}

/** The space after an event of its stream, but for what only the server knows (`changesSight`). */
export const applyEvent = (space: Space, event: EventFrame, user: string): Space => {
  const after = { ...applied(space, event), head: event.seq }
  if (!isEvent(event, 'resident.changed') || event.is.user !== user) return inOrder(after)
  const { nick: _, ...nameless } = after
  return event.is.nick === undefined ? nameless : { ...nameless, nick: event.is.nick }
}

/** Where a room stands now: what has come counts as unread. */
export const applyMove = (space: Space, { room: id, head, tally }: SignalOf<'room.moved'>['is']): Space => ({
  ...space,
  rooms: change(
    space.rooms,
    ({ room }) => room === id,
    (room) =>
      head < room.head ? room : { ...room, head, tally, unread: Math.max(0, room.unread + tally - room.tally) },
  ),
})

/** How far one has read there. */
export const applyCursor = (
  space: Space,
  { room: id, read, unread, mentions }: SignalOf<'cursor.moved'>['is'],
): Space => ({
  ...space,
  rooms: change(
    space.rooms,
    ({ room }) => room === id,
    ({ mentions: _, ...room }) => ({ ...room, read, unread, ...(mentions ? { mentions } : {}) }) as SpaceRoom,
  ),
})
