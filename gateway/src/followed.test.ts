import fc from 'fast-check'
import { expect, test } from 'vitest'
import { none, withoutStream, withStream } from './followed.ts'
import type { Stream } from './stream.ts'

const streams = Array.from({ length: 60 }, (_, place) => ({ on: `${place}` }) as unknown as Stream)

test('who follows and leaves any number of streams follows exactly the others', () => {
  const step = fc.record({ follows: fc.boolean(), stream: fc.constantFrom(...streams) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const wanted = new Set<Stream>()
      let all = none
      for (const { follows, stream } of steps) {
        if (follows === wanted.has(stream)) continue
        if (follows) wanted.add(stream)
        else wanted.delete(stream)
        all = follows ? withStream(all, stream) : withoutStream(all, stream)
        expect(new Set(all)).toEqual(wanted)
      }
    }),
  )
  expect([...none]).toEqual([])
})

test('what most people follow takes an array just as long, and one stream more or less of many copies nothing', () => {
  const few = streams.slice(0, 3).reduce(withStream, none)
  expect(few).toEqual(streams.slice(0, 3))
  const many = streams.slice(0, 40).reduce(withStream, none)
  for (const stream of streams.slice(40)) expect(withStream(many, stream)).toBe(many)
  for (const stream of streams.slice(0, 50)) expect(withoutStream(many, stream)).toBe(many)
  expect([...many]).toEqual(streams.slice(50))
})
