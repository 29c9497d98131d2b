/** What is told of a space, and how its events change that. Pure. */
import type { EventFrame, Output } from '@parley/protocol'
import { type BankState, bankTable } from './bank-state.ts'
import { type EventOf, type isEvent, isRedacted } from './events.ts'
import { rules } from './rules.inline.ts'

type Told = Output<'space.get'>
export type ToldRoom = Told['rooms'][number]
export type Summary = Output<'space.list'>['spaces'][number]

/** What is told of a space as a whole, out of all that is told of it. */
export const summaryOf = ({
  role_list: _,
  categories: __,
  rooms: ___,
  next: ____,
  emoji_list: _____,
  sticker_list: ______,
  ...summary
}: Told): Summary => summary

/** As of `summary.head`, and of the events that came after. */
export interface SpaceState extends BankState {
  readonly summary: Summary
  readonly roles: Told['role_list']
  readonly categories: Told['categories']
  readonly rooms: readonly ToldRoom[]
}

type Apply<E extends Parameters<typeof isEvent>[1]> = (state: SpaceState, event: EventOf<E>, me: string) => SpaceState
type Table = { readonly [E in Parameters<typeof isEvent>[1]]?: Apply<E> }

/** Without what is empty, as what is not said is not told. */
const told = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== undefined)) as T

/** What is told as 0 or false is not told of what is so. */
const withoutFalse = (values: object): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value || undefined]))

const withSummary = (state: SpaceState, change: Partial<Record<keyof Summary, unknown>>): SpaceState => ({
  ...state,
  summary: told({ ...state.summary, ...change }) as Summary,
})

const counted = (state: SpaceState, by: number): SpaceState =>
  withSummary(state, { resident_count: state.summary.resident_count + by })

const mapped = <T>(all: readonly T[], isIt: (item: T) => boolean, change: (item: T) => T): T[] =>
  all.map((item) => (isIt(item) ? change(item) : item))

const withRole = (state: SpaceState, role: number, change: object): SpaceState => ({
  ...state,
  roles: mapped(
    state.roles,
    (one) => one.role === role,
    (one) => ({ ...one, ...change }),
  ),
})

const withOwnRoles = (state: SpaceState, change: (roles: readonly number[]) => readonly number[]): SpaceState =>
  withSummary(state, { roles: change(state.summary.roles) })

const withRooms = (state: SpaceState, change: (room: ToldRoom) => ToldRoom): SpaceState => ({
  ...state,
  rooms: state.rooms.map(change),
})

/** As a room is told: without what is as in a new one. */
const changedRoom = (
  room: ToldRoom,
  { apart, slow_seconds, theme, newcomers, ...change }: EventOf<'room.altered'>['is'],
): ToldRoom => {
  const all = { ...room, ...change, apart: apart ?? room.apart ?? false }
  const slow = slow_seconds ?? room.slow_seconds ?? 0
  const look = theme ?? room.theme ?? 'plain'
  const shows = newcomers ?? room.newcomers ?? 'all'
  return told({
    ...all,
    apart: all.apart || undefined,
    slow_seconds: slow || undefined,
    theme: look === 'plain' ? undefined : look,
    newcomers: shows === 'all' ? undefined : shows,
  }) as ToldRoom
}

const arranged = (state: SpaceState, { rooms = [], categories = [] }: EventOf<'space.arranged'>['is']): SpaceState => {
  const roomPlaces = new Map(rooms.map(({ room, place }) => [room, place]))
  const categoryPlaces = new Map(categories.map(({ category, place }) => [category, place]))
  return {
    ...state,
    rooms: mapped(
      state.rooms,
      ({ room }) => roomPlaces.has(room),
      (one) => ({ ...one, place: roomPlaces.get(one.room) as number }),
    ),
    categories: mapped(
      state.categories,
      ({ category }) => categoryPlaces.has(category),
      (one) => ({ ...one, place: categoryPlaces.get(one.category) as number }),
    ),
  }
}

const table: Table = {
  'space.changed': (state, { is }) => withSummary(state, withoutFalse(is)),
  'space.handed_over': (state, { is }) => withSummary(state, is),
  'space.ending': (state, { is }) => withSummary(state, is),
  'space.kept': (state) => withSummary(state, { ends_at: undefined, ends_in_ms: undefined }),
  'space.arranged': (state, { is }) => arranged(state, is),
  'resident.joined': (state) => counted(state, 1),
  'resident.left': (state) => counted(state, -1),
  'resident.changed': (state, { is }, me) => (is.user === me ? withSummary(state, { nick: is.nick }) : state),
  'role.created': (state, { is }) => ({ ...state, roles: [...state.roles, is] }),
  'role.edited': (state, { is }) => withRole(state, is.role, is),
  'role.allowed': (state, { is }) => withRole(state, is.role, is),
  'role.deleted': (state, { is }) =>
    withOwnRoles({ ...state, roles: state.roles.filter(({ role }) => role !== is.role) }, (roles) =>
      roles.filter((role) => role !== is.role),
    ),
  'role.granted': (state, { is }, me) =>
    is.users.includes(me) ? withOwnRoles(state, (roles) => [...new Set([...roles, is.role])]) : state,
  'role.revoked': (state, { is }, me) =>
    is.users.includes(me) ? withOwnRoles(state, (roles) => roles.filter((role) => role !== is.role)) : state,
  'category.created': (state, { is }) => ({ ...state, categories: [...state.categories, is] }),
  'category.changed': (state, { is }) => ({
    ...state,
    categories: mapped(
      state.categories,
      ({ category }) => category === is.category,
      (one) => ({ ...one, ...is }),
    ),
  }),
  'category.deleted': (state, { is }) => ({
    ...withRooms(state, (room) =>
      room.category === is.category ? changedRoom(room, { room: room.room, category: '', apart: true }) : room,
    ),
    categories: state.categories.filter(({ category }) => category !== is.category),
  }),
  'room.altered': (state, { is }) => withRooms(state, (room) => (room.room === is.room ? changedRoom(room, is) : room)),
  ...bankTable,
  'room.removed': (state, { is }) => ({ ...state, rooms: state.rooms.filter(({ room }) => room !== is.room) }),
}

/** The space after an event; the same object where that changes nothing of it. */
export const applied = (state: SpaceState, event: EventFrame, me: string): SpaceState => {
  const apply = Object.hasOwn(table, event.ev) ? table[event.ev as keyof Table] : undefined
  return apply ? (apply as Apply<never>)(state, event as never, me) : state
}

/** They rule nobody's sight, and what they are about may do another thing. */
const voices = ['resident.timed_out', 'resident.accepted']

/**
 * Whether what one sees and may do is to be asked for: an event rules, and is about everybody or about me; it is of a room that one sees no
 * longer, as by now, or of which newcomers see another part; or only a later release knows what it does.
 */
export const asksAgain = (event: EventFrame, me: string): boolean => {
  const { user = me, users = [me] } = event.is as { user?: string; users?: readonly string[] }
  const isOfMe = user === me && users.includes(me)
  if ([...rules, ...voices].includes(event.ev) && event.is.newcomers === undefined) return isOfMe
  return isRedacted(event) || event.is.newcomers !== undefined || !Object.hasOwn(table, event.ev)
}
