/** What goes into one message of NATS, and what has to wait for the next one. */
import { envelopeBytes } from '@parley/wire'
import type { Bus } from './bus.ts'

/** Bytes of items that are read and answered at once, however much NATS would take. */
export const mostAtOnce = 256 * 1024

/** Bytes for the items of one answer. */
export const itemBytes = ({ mostBytes }: Pick<Bus, 'mostBytes'>): number =>
  Math.min(mostAtOnce, mostBytes() - envelopeBytes)

/** So many items of this size fit, but no more than `most`, and one in any case. */
export const fittingCount = (bus: Pick<Bus, 'mostBytes'>, bytesEach: number, most: number): number =>
  Math.max(1, Math.min(most, Math.floor((bus.mostBytes() - envelopeBytes) / bytesEach)))

/** Bytes of an item in a list of an answer, with the comma behind it. */
export const jsonBytes = (item: unknown): number => Buffer.byteLength(JSON.stringify(item)) + 1

/** The first items that fit so many bytes; one in any case, so that whoever asks again gets on. */
export const takeFitting = <Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  mostBytes: number,
): readonly Item[] => {
  let bytes = 0
  const end = items.findIndex((item, place) => {
    bytes += bytesOf(item)
    return bytes > mostBytes && place > 0
  })
  return end < 0 ? items : items.slice(0, end)
}

/** Cuts a list into parts that each fit, in order. An item that fits no message is a part of its own. */
export const splitFitting = <Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  mostBytes: number,
): (readonly Item[])[] => {
  const parts: (readonly Item[])[] = []
  let start = 0
  let bytes = 0
  items.forEach((item, place) => {
    const size = bytesOf(item)
    if (place > start && bytes + size > mostBytes) {
      parts.push(items.slice(start, place))
      start = place
      bytes = 0
    }
    bytes += size
  })
  if (start < items.length) parts.push(start === 0 ? items : items.slice(start))
  return parts
}

/**
 * How much each may have of what there is, so that all have either what they need or as much as anybody: whoever needs a
 * lot takes nothing from those who need little.
 */
export const fairShare = (needs: readonly number[], available: number): number => {
  let left = available
  for (const [place, need] of needs.toSorted((a, b) => a - b).entries()) {
    const each = left / (needs.length - place)
    if (need > each) return each
    left -= need
  }
  return Number.POSITIVE_INFINITY
}
