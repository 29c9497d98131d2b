import type { Room } from '@parley/client'

type Active = Pick<Room, 'name' | 'events' | 'messages'>

/** When something last happened in a room, in milliseconds since 1970; 0 where nothing of it is loaded. */
export const activeAt = ({ events, messages }: Active): number =>
  Math.max(events.at(-1)?.at ?? 0, messages.at(-1)?.at ?? 0)

/** Most recently active first. */
export const byActivity = (a: Active, b: Active): number => activeAt(b) - activeAt(a) || a.name.localeCompare(b.name)
