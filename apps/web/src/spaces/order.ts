/** Where rooms and categories of a space go when they are moved. Pure, but for what sends it. */
import type { Parley } from '@parley/client'
import type { Space, SpaceRoom, SpaceSection } from '@parley/client/spaces'

/** The list with an item at another place. */
export const moved = <T>(list: readonly T[], item: T, to: number): T[] => {
  const others = list.filter((other) => other !== item)
  return others.toSpliced(Math.max(0, Math.min(to, others.length)), 0, item)
}

interface Goal {
  /** Where the room goes: its section, and before which of the rooms there. */
  readonly section: SpaceSection
  readonly at: number
}

const sectionOf = (sections: readonly SpaceSection[], room: SpaceRoom): number =>
  sections.findIndex(({ rooms }) => rooms.includes(room))

/** One step up or down; at the end of its category, into the next one. */
export const stepFrom = (sections: readonly SpaceSection[], room: SpaceRoom, by: -1 | 1): Goal | undefined => {
  const here = sectionOf(sections, room)
  const section = sections[here]
  if (!section) return undefined
  const at = section.rooms.indexOf(room) + by
  if (at >= 0 && at < section.rooms.length) return { section, at }
  const next = sections[here + by]
  return next && { section: next, at: by > 0 ? 0 : next.rooms.length }
}

/** In a change of their category rooms go to the end of it, and from there to their place. */
export const moveRoom = async (parley: Parley, space: Space, room: SpaceRoom, { section, at }: Goal): Promise<void> => {
  const category = section.category?.category
  if (room.category !== category) await parley.call('room.change', { room: room.id, category: category ?? '' })
  const ids = section.rooms.map(({ id }) => id)
  const rooms = moved(ids, room.id, at).map((room, place) => ({ room, place }))
  await parley.call('space.arrange', { space: space.id, rooms })
}

export const moveCategory = async (parley: Parley, space: Space, section: SpaceSection, by: -1 | 1): Promise<void> => {
  const named = space.sections.filter(({ category }) => category)
  const categories = moved(named, section, named.indexOf(section) + by).flatMap(({ category }, place) =>
    category ? [{ category: category.category, place }] : [],
  )
  await parley.call('space.arrange', { space: space.id, categories })
}
