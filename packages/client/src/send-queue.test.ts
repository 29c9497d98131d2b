import { errorBody } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SendQueue } from './send-queue.ts'
import type { Pending } from './unsent-store.ts'

const pending = (id: string, room = 'a'): Pending => ({ id, room, by: 'me', at: 0, text: id })
const queueOf = (...given: Pending[]): SendQueue => {
  const queue = new SendQueue()
  for (const each of given) queue.add(each)
  return queue
}
const ids = (given: readonly Pending[]) => given.map(({ id }) => id)

describe('the queue', () => {
  test('lets one message of each room go at a time', () => {
    const queue = queueOf(pending('a1'), pending('a2'), pending('b1', 'b'))
    expect(ids(queue.take(0))).toEqual(['a1', 'b1'])
    expect(ids(queue.take(0))).toEqual([])
    queue.remove('a1')
    expect(ids(queue.take(0))).toEqual(['a2'])
  })

  test('keeps the place of what did not get through, and lets nothing pass it', () => {
    const queue = queueOf(pending('a1'), pending('a2'))
    queue.take(0)
    queue.waitUntil('a1', 500)
    expect(ids(queue.take(499))).toEqual([])
    expect(queue.nextTime()).toBe(500)
    expect(ids(queue.take(500))).toEqual(['a1'])
    expect(queue.failures('a1')).toBe(1)
  })

  test('is not held up by what was refused for good', () => {
    const queue = queueOf(pending('a1'), pending('a2'))
    queue.take(0)
    queue.refuse('a1', errorBody('ROOM_NOT_FOUND'))
    expect(ids(queue.take(0))).toEqual(['a2'])
    expect(ids(queue.of('a'))).toEqual(['a1', 'a2'])
    expect(queue.get('a1')?.error?.name).toBe('ROOM_NOT_FOUND')
  })

  test('puts what was left from before in front', () => {
    const queue = queueOf(pending('a3'), pending('b3', 'b'))
    queue.addBefore([pending('a1'), pending('a2')])
    expect(ids(queue.of('a'))).toEqual(['a1', 'a2', 'a3'])
    expect(ids(queue.take(0))).toEqual(['a1', 'b3'])
  })

  test('lets the messages of a room arrive in order, whatever fails on the way', () => {
    const outcome = fc.constantFrom('arrives', 'arrives', 'fails', 'is added')
    fc.assert(
      fc.property(fc.array(fc.tuple(outcome, fc.constantFrom('a', 'b'))), (steps) => {
        const queue = new SendQueue()
        const given: Record<string, string[]> = { a: [], b: [] }
        const arrived: Record<string, string[]> = { a: [], b: [] }
        const onTheWay = new Map<string, string>()
        steps.forEach(([what, room], now) => {
          if (what === 'is added') {
            given[room]?.push(String(now))
            queue.add(pending(String(now), room))
          }
          for (const taken of queue.take(now)) {
            expect(onTheWay.has(taken.room)).toBe(false)
            onTheWay.set(taken.room, taken.id)
          }
          const id = onTheWay.get(room)
          if (id === undefined || what === 'is added') return
          onTheWay.delete(room)
          if (what === 'fails') queue.waitUntil(id, now + 2)
          else arrived[room]?.push(queue.remove(id)?.id ?? '')
        })
        for (const room of ['a', 'b']) expect([...(arrived[room] ?? []), ...ids(queue.of(room))]).toEqual(given[room])
      }),
    )
  })
})
