/** Events as they travel: each the bytes of its JSON text. */
import { isDeepStrictEqual } from 'node:util'
import type { EventFrame } from '@parley/protocol'

export const parseEvent = (event: Uint8Array): EventFrame =>
  JSON.parse(Buffer.from(event.buffer, event.byteOffset, event.length).toString('utf8'))

/** Whether they say the same, whoever wrote them down. */
export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  Buffer.compare(one, other) === 0 || isDeepStrictEqual(parseEvent(one), parseEvent(other))

export const bytesOf = (events: readonly Uint8Array[]): number => events.reduce((sum, { length }) => sum + length, 0)

/** Parts of at most so many bytes, or of one event. */
export const splitBytes = (events: readonly Uint8Array[], most: number): Uint8Array[][] => {
  const parts: Uint8Array[][] = []
  let bytes = most
  for (const event of events) {
    bytes += event.length
    if (bytes > most) {
      parts.push([])
      bytes = event.length
    }
    parts.at(-1)?.push(event)
  }
  return parts
}

/** Pieces of one new buffer. */
export const copyAll = (frames: readonly Uint8Array[]): Uint8Array[] => {
  const whole = Buffer.concat(frames)
  let at = 0
  return frames.map((frame) => {
    at += frame.length
    return whole.subarray(at - frame.length, at)
  })
}
