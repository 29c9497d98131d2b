/** What of a room has been read, by what is in view. Pure. */
import type { Room } from '@parley/client'
import type { Row } from './rows.ts'

/** Where what is unread begins, from the mark on where there is one: the position of the last message before it. */
export const unreadFrom = ({ unread, read, markedUnread, preference }: Room): number | undefined => {
  if (markedUnread && preference.marked) return preference.marked.seq - 1
  return unread > 0 ? read : undefined
}

/** The rows of which one sees something, and the last that one sees to its end. */
export interface InView {
  readonly first: number
  readonly last: number
}

/** Heights of rows, in pixels, as the window of rows has them. */
export interface Heights {
  findItemIndex(offset: number): number
  getItemOffset(index: number): number
  getItemSize(index: number): number
}

/** So much of a row may be below the view, in pixels: the room under its last line. */
const slack = 12

export const inView = (heights: Heights, top: number, height: number): InView => {
  const bottom = top + height + slack
  let last = heights.findItemIndex(bottom)
  if (heights.getItemOffset(last) + heights.getItemSize(last) > bottom) last -= 1
  return { first: heights.findItemIndex(top), last }
}

const seqOf = (row: Row | undefined): number | undefined => (row?.kind === 'message' ? row.message.seq : undefined)

interface Read {
  /** The cursor. */
  readonly read: number
  /** The first position of which it is known what stands there. */
  readonly from: number
}

/**
 * How far one has read who sees these rows: nothing unread may stand above them that one has not seen. Nothing where that is no farther
 * than before.
 */
export const readUpTo = (rows: readonly Row[], { first, last }: InView, { read, from }: Read): number | undefined => {
  if (from > read + 1) return undefined
  const unread = rows.findIndex((row) => (seqOf(row) ?? 0) > read)
  if (unread < 0 || unread < first) return undefined
  return seqOf(rows.slice(unread, last + 1).findLast((row) => seqOf(row) !== undefined))
}

/** Where something stands, seen from what is in view. */
export type Lies = 'above' | 'within' | 'below'

/** Where what is unread begins; `from` as above. */
export const liesUnread = (rows: readonly Row[], view: InView, after: number, from: number): Lies | undefined => {
  const place = rows.findIndex(({ kind }) => kind === 'unread')
  if (place >= 0) return place < view.first ? 'above' : place > view.last ? 'below' : 'within'
  if (rows.length > 1 && from > after + 1) return 'above'
  return rows.some((row) => (seqOf(row) ?? 0) > after) ? undefined : 'below'
}
