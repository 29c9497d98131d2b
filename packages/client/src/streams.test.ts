import { describe, expect, test } from 'vitest'
import { Streams } from './streams.ts'

const on = 'chat/room/00000000-0000-7000-9000-000000000001'
const own = 'chat/user/00000000-0000-7000-8000-000000000001'
const state = { epoch: 1, floor: 0, read: 0, unread: 0 }

const at = (seq: number): Streams => {
  const streams = new Streams()
  streams.greet([{ ...state, on, head: seq, from: seq }])
  return streams
}
const takes = (streams: Streams, ...seqs: number[]) => seqs.map((seq) => streams.take({ on, seq }))

describe('the events of a stream', () => {
  test('are taken one after the other, and once', () => {
    const streams = at(4)
    expect(takes(streams, 5, 6, 6, 4, 7)).toEqual(['next', 'next', 'repeat', 'repeat', 'next'])
    expect(streams.have(10_000).have).toEqual({ [on]: [1, 7] })
  })

  test('are not taken past a gap, whatever comes behind it', () => {
    const streams = at(4)
    expect(takes(streams, 6, 7, 5, 6)).toEqual(['gap', 'gap', 'next', 'next'])
    expect(takes(streams, Number.NaN, 7.5)).toEqual(['gap', 'gap'])
  })

  test('of a stream that is not followed are strange', () => {
    expect(new Streams().take({ on, seq: 1 })).toBe('stranger')
  })
})

describe('hello', () => {
  test.each([
    ['goes on where we were', { head: 9, from: 4 }, undefined, 4],
    ['goes on where we were, though the server would repeat some', { head: 9, from: 2 }, undefined, 4],
    ['begins anew when told', { head: 9, from: 9, reset: true as const }, 'broken', 9],
    ['begins anew in another history', { head: 9, from: 9, epoch: 2 }, 'broken', 9],
    ['begins anew where the server would skip some', { head: 9, from: 6 }, 'broken', 6],
    ['begins anew where the server has less than we', { head: 3, from: 3 }, 'broken', 3],
  ])('%s', (_, news, beginning, seq) => {
    const streams = at(4)
    const begun = streams.greet([{ ...state, on, ...news }])
    expect(begun.get(on)).toBe(beginning)
    expect(streams.at(on)?.seq).toBe(seq)
  })

  test('is the whole list: what it does not name is no longer followed', () => {
    const streams = at(4)
    expect(streams.greet([{ ...state, on: own, head: 0, from: 0 }])).toEqual(new Map([[own, 'new']]))
    expect(takes(streams, 5)).toEqual(['stranger'])
  })
})

describe('coming and going', () => {
  const joined = { on: own, seq: 3, ev: 'room.joined', at: 0, is: { on, epoch: 1, head: 20 } }
  const me = own.slice(-36)

  test('start a stream at its head, also where it was followed before', () => {
    const streams = at(4)
    streams.follow(joined, me)
    expect(takes(streams, 5, 21)).toEqual(['repeat', 'next'])
  })

  test('end it with the event that says that we left, not with that of somebody else', () => {
    const streams = at(4)
    const left = { on, seq: 5, ev: 'member.left', at: 0 }
    streams.follow({ ...left, is: { user: joined.is.on.slice(-36) } }, me)
    expect(takes(streams, 5)).toEqual(['next'])
    streams.follow({ ...left, is: { user: me } }, me)
    expect(takes(streams, 6)).toEqual(['stranger'])
  })

  test('that hello had taken into account are no news', () => {
    const streams = new Streams()
    streams.greet([{ ...state, on: own, head: 3, from: 3 }])
    streams.greet([{ ...state, on: own, head: 5, from: 3 }])
    expect([4, 5, 6].map((seq) => streams.isNews({ on: own, seq }))).toEqual([false, false, true])
  })
})
