/** How much of a room of a space is unread, from what is told in passing. Pure. */
import type { Output, SignalBody } from '@parley/protocol'

/** Where one stands in a room, as of a position of it. */
export interface Mark {
  readonly head: number
  /** How many of its events count, up to `head`. Nothing where only the cursor was told for that position. */
  readonly tally: number | undefined
  readonly read: number
  /** What counts after `read`, up to `head`. */
  readonly unread: number
  readonly mentions: number
  /** Whether `unread` is to be asked for: what was told does not say. */
  readonly isUnsure: boolean
}

type ToldRoom = Output<'space.get'>['rooms'][number]

/** As an answer tells it. */
export const markOf = ({ head, tally, read, unread, mentions = 0 }: ToldRoom): Mark => ({
  head,
  tally,
  read,
  unread,
  mentions,
  isUnsure: false,
})

/** The room has moved: the tally says by how much more. Behind a cursor whose tally is not known, it does not. */
export const roomMoved = (mark: Mark, { head, tally }: SignalBody<'room.moved'>): Mark => {
  if (head < mark.head) return mark
  if (head === mark.head) return mark.tally === tally ? mark : { ...mark, tally }
  if (mark.tally === undefined) return { ...mark, head, tally, isUnsure: true }
  return { ...mark, head, tally, unread: mark.unread + Math.max(0, tally - mark.tally) }
}

/** One has read on, on whatever device. */
export const cursorMoved = (mark: Mark, { head, read, unread, mentions = 0 }: SignalBody<'cursor.moved'>): Mark => {
  if (read < mark.read) return mark
  const at = { read, unread, mentions }
  if (head < mark.head) return { ...mark, ...at, isUnsure: true }
  return { head, tally: head === mark.head ? mark.tally : undefined, ...at, isUnsure: false }
}
