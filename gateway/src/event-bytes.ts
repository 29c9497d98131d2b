/** Events as they travel: each the bytes of its JSON text. */
import { isDeepStrictEqual } from 'node:util'
import type { Marks } from '@parley/wire'
import { StreamEvent } from './stream-event.ts'

/** Whether they say the same, whoever wrote them down. One that was taken back says nothing, and what it was stays the same. */
export const isSame = (one: StreamEvent, other: StreamEvent): boolean =>
  Buffer.compare(one.bytes, other.bytes) === 0 ||
  one.isRedacted() ||
  other.isRedacted() ||
  isDeepStrictEqual(one.read(), other.read())

export const bytesOf = (events: readonly StreamEvent[]): number =>
  events.reduce((sum, { bytes }) => sum + bytes.length, 0)

/** Parts of at most so many bytes, or of one event. */
export const splitBytes = (events: readonly StreamEvent[], most: number): StreamEvent[][] => {
  const parts: StreamEvent[][] = []
  let sum = most
  for (const event of events) {
    sum += event.bytes.length
    if (sum > most) {
      parts.push([])
      sum = event.bytes.length
    }
    parts.at(-1)?.push(event)
  }
  return parts
}

interface Frames {
  /** The position of the first; 0 for signals. */
  readonly first: number
  readonly frames: readonly Uint8Array[]
  readonly marks: Marks | undefined
}

/** Their bytes are pieces of one new buffer. */
export const copyAll = ({ first, frames, marks }: Frames): StreamEvent[] => {
  const whole = Buffer.concat(frames)
  let at = 0
  return frames.map((frame, place) => {
    at += frame.length
    const bytes = whole.subarray(at - frame.length, at)
    return new StreamEvent(first === 0 ? 0 : first + place, bytes, marks, place)
  })
}
