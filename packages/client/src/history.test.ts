import type { EventFrame } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { History } from './history.ts'

const event = (seq: number): EventFrame => ({ on: 'chat/room/1', seq, ev: 'message.sent', at: 0, is: {} })
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => event(from + place))
const seqs = (history: History) => history.events.map(({ seq }) => seq)

describe('what is loaded of a stream', () => {
  test('grows at both ends without a gap', () => {
    const history = new History(100)
    history.append(event(8))
    expect(history.prepend(range(5, 7), 8)).toBe(true)
    history.append(event(9))
    expect(seqs(history)).toEqual([5, 6, 7, 8, 9])
    expect(history.after(7).map(({ seq }) => seq)).toEqual([8, 9])
  })

  test.each([[range(4, 6)], [range(5, 8)], [[event(5), event(7)]], [[event(7), event(6)]]])(
    'does not take a page that does not join it',
    (page) => {
      const history = new History(100)
      history.append(event(8))
      expect(history.prepend(page, 8)).toBe(false)
      expect(seqs(history)).toEqual([8])
    },
  )

  test('lets go of the oldest, but for the pages that were asked for', () => {
    const history = new History(8)
    for (const each of range(1, 50)) history.append(each)
    expect(seqs(history).length).toBeLessThanOrEqual(10)
    const oldest = history.oldest as number
    history.prepend(range(oldest - 20, oldest - 1), oldest)
    for (const each of range(51, 90)) history.append(each)
    expect(seqs(history).length).toBeGreaterThanOrEqual(28)
    expect(seqs(history).at(-1)).toBe(90)
  })
})
