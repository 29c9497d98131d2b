import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type List, partBytes, splitLists, toParts } from './parts.ts'

const number = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const name = fc.uuid().map((id) => `abcdefgh/room/${id}`)
const stream = fc.record({
  on: name,
  epoch: number,
  head: number,
  floor: number,
  read: number,
  unread: number,
  from: number,
})
const list = (owner: string) =>
  fc.record({
    owner: fc.constant(owner),
    streams: fc.array(stream, { size: 'max', maxLength: 400 }),
    unknown: fc.array(name, { size: 'max', maxLength: 400 }),
  })

const bytesOf = (frame: unknown) => Buffer.byteLength(JSON.stringify(frame))

describe('lists of streams', () => {
  test('are named whole and in order, in frames that are no longer than they may be', () => {
    const lists = fc.tuple(list('chat'), list('notes'))
    fc.assert(
      fc.property(lists, (lists: readonly List[]) => {
        const { first, later } = splitLists(lists)
        const all = [...first, ...later]
        for (const { owner, streams, unknown } of lists) {
          const parts = all.filter(({ opened }) => opened === owner)
          expect(parts.flatMap((part) => part.streams)).toEqual(streams)
          expect(parts.flatMap((part) => part.unknown)).toEqual(unknown)
          expect(parts.map(({ more }) => more ?? false)).toEqual(parts.map((_, place) => place < parts.length - 1))
        }
        const answer = {
          streams: first.flatMap(({ streams }) => streams),
          unknown: first.flatMap(({ unknown }) => unknown),
        }
        for (const frame of [answer, ...later]) expect(bytesOf(frame)).toBeLessThan(partBytes + 200)
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  test('of somebody who follows nothing have one part, which says so', () => {
    expect(toParts({ owner: 'notes', streams: [], unknown: [] })).toEqual([
      { opened: 'notes', streams: [], unknown: [] },
    ])
  })
})
