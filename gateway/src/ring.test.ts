import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Ring } from './ring.ts'
import { StreamEvent } from './stream-event.ts'

const event = (seq: number) => new StreamEvent(seq, Buffer.from(String(seq)))
const texts = (events: StreamEvent[] | undefined) => events?.map(({ bytes }) => String(bytes))

const ringOf = (most: number, first: number, last: number) => {
  const ring = new Ring(most)
  for (let seq = first; seq <= last; seq++) ring.push(event(seq))
  return ring
}

describe('a ring', () => {
  test('gives what comes after a position that it still holds', () => {
    const ring = ringOf(4, 7, 10)
    expect(ring.first).toBe(7)
    expect(texts(ring.after(6))).toEqual(['7', '8', '9', '10'])
    expect(texts(ring.after(9))).toEqual(['10'])
    expect(texts(ring.after(10))).toEqual([])
  })

  test('gives nothing at all where it does not hold everything', () => {
    const ring = ringOf(4, 7, 10)
    expect(ring.after(5)).toBeUndefined()
    expect(ring.after(11)).toBeUndefined()
  })

  test('forgets what is removed, and goes on with the rest', () => {
    const ring = ringOf(4, 7, 10)
    ring.trim(6)
    expect(texts(ring.after(6))).toEqual(['7', '8', '9', '10'])
    ring.trim(8)
    expect(ring.first).toBe(9)
    expect(ring.after(7)).toBeUndefined()
    expect(texts(ring.after(8))).toEqual(['9', '10'])
    ring.trim(20)
    expect(ring.after(10)).toBeUndefined()
    ring.push(event(11))
    expect(texts(ring.after(10))).toEqual(['11'])
  })

  test('that is empty knows nothing, not even what comes after the beginning', () => {
    expect(new Ring(4).after(0)).toBeUndefined()
    expect(ringOf(0, 1, 3).after(0)).toBeUndefined()
    expect(ringOf(0, 1, 3).after(3)).toBeUndefined()
    const cleared = ringOf(4, 1, 3)
    cleared.clear()
    expect(cleared.after(0)).toBeUndefined()
    expect(cleared.after(3)).toBeUndefined()
  })

  test('holds at least as many as asked, and less than twice as many', () => {
    for (let last = 4; last <= 40; last++) {
      const held = texts(ringOf(4, 1, last).after(last - 4))
      expect(held).toEqual([last - 3, last - 2, last - 1, last].map(String))
      expect(ringOf(4, 1, last).first).toBeGreaterThan(last - 8)
    }
  })

  test('begins anew where the numbers do not go on', () => {
    const ring = ringOf(4, 1, 3)
    ring.push(event(9))
    expect(ring.first).toBe(9)
    expect(texts(ring.after(8))).toEqual(['9'])
    expect(ring.after(3)).toBeUndefined()
  })

  test('gives what a list of everything gives, or nothing where that would be more than it holds', () => {
    const step = fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 9 }), fc.constant(0))
    fc.assert(
      fc.property(fc.nat(6), fc.array(step, { maxLength: 40, size: 'max' }), (most, steps) => {
        const ring = new Ring(most)
        let pushed: number[] = []
        let seq = 0
        for (const by of steps) {
          seq += by
          if (by !== 1) pushed = []
          if (by === 0) ring.clear()
          else pushed.push(seq)
          if (by > 0) ring.push(event(seq))
        }
        expectRest(ring, pushed, most)
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 },
    )
  })
})

/** After each position up to the last: all that was pushed, surely where it is among the newest, or nothing. */
const expectRest = (ring: Ring, pushed: readonly number[], most: number): void => {
  const last = pushed.at(-1) ?? 0
  for (let after = last - 2 * most - 2; after <= last + 1; after++) {
    const held = texts(ring.after(after))
    const rest = pushed.filter((seq) => seq > after)
    const isWhole = rest.length === last - after && after <= last && last > 0
    if (held) expect({ isWhole, held }).toEqual({ isWhole: true, held: rest.map(String) })
    else expect(isWhole && rest.length <= most && most > 0 ? `nothing after ${after}` : '').toBe('')
    expect(held?.length ?? 0).toBeLessThan(Math.max(2 * most, 1))
  }
}
