import { isEvent, type Parley, type Room } from '@parley/client'
import { byName } from '../language/formats.ts'
import { awayIn, type KeptAway } from './kept-away.ts'

type Active = Pick<Room, 'name' | 'events' | 'messages'> & Partial<Pick<Room, 'newest'>>

/** When something last happened in a room, in milliseconds since 1970; 0 where nothing of it is known. */
export const activeAt = ({ events, messages, newest }: Active): number =>
  Math.max(happenedAt(newest), happenedAt(events.at(-1)), messages.at(-1)?.at ?? 0)

/** That what is old was removed is nothing that happens. */
const happenedAt = (event: Active['newest']): number => {
  if (!event) return 0
  return isEvent(event, 'history.trimmed') ? event.is.last_at : event.at
}

/** Whether what is unread in it calls for nobody. */
export const isQuiet = ({ muted, level }: Pick<Room, 'muted' | 'level'>): boolean => muted || level === 'none'

/** How much in it calls for somebody: where only mentions shall, it is these. */
export const calling = (room: Pick<Room, 'muted' | 'level' | 'unread' | 'mentions'>): number => {
  if (isQuiet(room)) return 0
  return room.level === 'mentions' ? room.mentions : room.unread
}

type Listed = Parameters<typeof calling>[0] & Parameters<typeof awayIn>[0] & Pick<Room, 'hidden'>

/** The same in the list: what is hidden there calls for nobody, nor does whom one keeps away. */
export const callingIn = (room: Listed, me: string | undefined, keptAway: KeptAway): number =>
  room.hidden || awayIn(room, me, keptAway) ? 0 : calling(room)

/** How much in all of them does. */
export const callingInAll = ({ roomList, user }: Pick<Parley, 'roomList' | 'user'>, keptAway: KeptAway): number =>
  roomList.reduce((sum, room) => sum + callingIn(room, user, keptAway), 0)

/** Most recently active first. */
export const byActivity = (a: Active, b: Active): number => activeAt(b) - activeAt(a) || byName(a.name, b.name)

/**
 * Gives the rooms in that order: the same array until the order is another. It begins with the order of before, which is
 * nearly right each time, so that a thousand rooms are looked through once.
 */
export const makeOrder = (): ((parley: Pick<Parley, 'roomList'>) => readonly Room[]) => {
  let list: readonly Room[] = []
  let order: readonly Room[] = []
  return ({ roomList }) => {
    const sorted = (roomList === list ? order : roomList).toSorted(byActivity)
    list = roomList
    if (sorted.length !== order.length || sorted.some((room, place) => room !== order[place])) order = sorted
    return order
  }
}
