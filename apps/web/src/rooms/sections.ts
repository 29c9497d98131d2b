/** The list in parts: favourites, folders, the others, and apart from them what is hidden, and what those write whom one restricts. */

import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { byName } from '../language/formats.ts'

type Listed = Pick<Room, 'id' | 'favourite' | 'hidden' | 'preference'>

export interface Section<R> {
  /** `undefined` for the others where there is nothing beside them. */
  readonly title: string | undefined
  readonly rooms: readonly R[]
}

export interface Sections<R> {
  readonly shown: readonly Section<R>[]
  readonly hidden: readonly R[]
  readonly restricted: readonly R[]
}

const byPlace = (a: Listed, b: Listed): number =>
  (a.preference.place ?? Number.POSITIVE_INFINITY) - (b.preference.place ?? Number.POSITIVE_INFINITY) || 0

/** Of rooms in the order of their activity, which stays where no other was chosen. The open one is in its place always. */
export const sectionsOf = <R extends Listed>(
  rooms: readonly R[],
  open: string | undefined,
  isRestricted: (room: R) => boolean = () => false,
): Sections<R> => {
  const isApart = (room: R) => room.id !== open && isRestricted(room)
  const isAway = (room: R) => room.hidden && room.id !== open && !isRestricted(room)
  const here = rooms.filter((room) => !isAway(room) && !isApart(room))
  const favourites = here.filter(({ favourite }) => favourite)
  const rest = here.filter(({ favourite }) => !favourite)
  const folders = Map.groupBy(rest, ({ preference }) => preference.folder ?? '')
  const others = folders.get('') ?? []
  folders.delete('')
  const named = [...folders]
    .toSorted(([one], [other]) => byName(one, other))
    .map(([title, rooms]) => ({ title, rooms: rooms.toSorted(byPlace) }))
  const apart = [
    ...(favourites.length > 0 ? [{ title: t`Favourites`, rooms: favourites.toSorted(byPlace) }] : []),
    ...named,
  ]
  return {
    shown: others.length > 0 ? [...apart, { title: apart.length > 0 ? t`Others` : undefined, rooms: others }] : apart,
    hidden: rooms.filter(isAway),
    restricted: rooms.filter(isApart),
  }
}

const isSameList = (one: readonly unknown[], other: readonly unknown[] | undefined): boolean =>
  one.length === other?.length && one.every((item, place) => item === other[place])

/** Gives the same sections until one of them is another. */
export const makeSections = <R extends Listed>(): typeof sectionsOf<R> => {
  let before: Sections<R> = { shown: [], hidden: [], restricted: [] }
  return (rooms, open, isRestricted) => {
    const now = sectionsOf(rooms, open, isRestricted)
    const isSame =
      isSameList(now.hidden, before.hidden) &&
      isSameList(now.restricted, before.restricted) &&
      now.shown.length === before.shown.length &&
      now.shown.every(({ title, rooms }, place) => {
        const known = before.shown[place]
        return title === known?.title && isSameList(rooms, known?.rooms)
      })
    if (!isSame) before = now
    return before
  }
}

/** As far as two stand apart at first, so that many fit between them. */
const apart = 2 ** 32

/** Behind all of them. */
export const placeAtEnd = (rooms: readonly Listed[]): number =>
  apart + Math.max(0, ...rooms.map(({ preference }) => preference.place ?? 0))

/** What places a room of a section has to be given, and which others, where no number fits between two. */
export const placesFor = <R extends Listed>(rooms: readonly R[], room: R, by: -1 | 1): [R, number][] => {
  const from = rooms.indexOf(room)
  const to = from + by
  if (from < 0 || to < 0 || to >= rooms.length) return []
  const moved = rooms.toSpliced(from, 1).toSpliced(to, 0, room)
  const before = to === 0 ? 0 : moved[to - 1]?.preference.place
  const after = to === moved.length - 1 ? (before ?? 0) + 2 * apart : moved[to + 1]?.preference.place
  const isNumbered = rooms.every(({ preference }) => preference.place !== undefined)
  if (isNumbered && before !== undefined && after !== undefined && after - before > 1)
    return [[room, Math.floor((before + after) / 2)]]
  return moved.map((one, place) => [one, (place + 1) * apart])
}
