/**
 * The streams of one connection. Nearly everybody follows a few: an array as long as it has to be, and no longer. Of many it
 * is a set, so that a thousand more, or less, cost no more than a thousand.
 */
import type { Stream } from './stream.ts'

export type Followed = readonly Stream[] | Set<Stream>

const few = 16

export const none: Followed = []

const isMany = (all: Followed): all is Set<Stream> => all instanceof Set

export const withStream = (all: Followed, stream: Stream): Followed => {
  if (isMany(all)) return all.add(stream)
  return all.length < few ? [...all, stream] : new Set(all).add(stream)
}

export const withoutStream = (all: Followed, stream: Stream): Followed => {
  if (!isMany(all)) return all.filter((other) => other !== stream)
  all.delete(stream)
  return all
}
