import { frameText } from '@parley/protocol'
import { decodeEvents, encodeEvents, encodeSignals } from '@parley/wire'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitEvents } from './publisher.ts'

const on = 'chat/room/0197a0a0-0000-7000-8000-000000000000'
const texts = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: 1, maxLength: 40 })
const framesOf = (bodies: readonly string[], first: number) =>
  bodies.map((text, place) => frameText(on, first + place, 'message.sent', null, 0, JSON.stringify({ text })))
const bytes = (text: string) => new TextEncoder().encode(text)

describe('events split for NATS', () => {
  test('stay whole, in order and below the limit, save a single event that is larger by itself', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1 }),
        fc.boolean(),
        fc.integer({ min: 10, max: 3_000 }),
        (bodies, first, follows, limit) => {
          const frames = framesOf(bodies, first)
          const marks = frames.map((_, place) => (place % 3 === 0 ? undefined : { by: `${place}` }))
          const parts = splitEvents({ on, first, follows, frames, marks }, limit)
          expect(parts.flatMap((part) => part.frames)).toEqual(frames)
          expect(parts.flatMap((part) => part.marks)).toEqual(marks)
          let next = first
          for (const part of parts) {
            expect(part).toMatchObject({ on, first: next, follows })
            next += part.frames.length
            if (part.frames.length > 1) expect(bytes(part.frames.join('\n')).length).toBeLessThanOrEqual(limit)
          }
        },
      ),
    )
  })
})

describe('a batch of events', () => {
  const decoded = (data: string) => {
    const { frames, ...header } = decodeEvents(bytes(data))
    return { ...header, frames: frames.map((frame) => new TextDecoder().decode(frame)) }
  }

  test('arrives as it was sent, whatever people write', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1 }),
        fc.integer({ min: 1 }),
        fc.boolean(),
        (bodies, epoch, first, follows) => {
          const frames = framesOf(bodies, first)
          expect(decoded(encodeEvents(epoch, first, follows, frames))).toEqual({ epoch, first, follows, frames })
          expect(frames.map((frame) => JSON.parse(frame).is.text)).toEqual(bodies)
        },
      ),
    )
  })

  test('may be of signals, which have no position', () => {
    const frames = [frameText(on, undefined, 'cursor.moved', 'someone', 5, '{"read":1}')]
    expect(decoded(encodeSignals(frames))).toEqual({ epoch: 0, first: 0, follows: false, frames })
    expect(JSON.parse(frames[0] as string)).toEqual({ on, ev: 'cursor.moved', by: 'someone', at: 5, is: { read: 1 } })
  })

  test.each(['', '\n', '1\n{}', 'x 1 0\n{}', '1 x 0\n{}', '0 1 0\n{}', '1 0 0\n{}', '1.5 1 0\n{}', '{"on":1}'])(
    'is refused where its header is %j',
    (data) => {
      expect(() => decodeEvents(bytes(data))).toThrow('not an event batch')
    },
  )
})
