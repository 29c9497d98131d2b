import { expect, test, vi } from 'vitest'
import { Limit, TooLate } from './limit.ts'

const enterAll = (limit: Limit, count: number, told: (place: number) => void) =>
  Array.from({ length: count }, async (_, place) => {
    const turn = await limit.enter()
    told(place)
    return turn
  })

test('so many are inside at once, and whoever leaves lets the one in who has waited longest', async () => {
  const limit = new Limit(2, 1_000)
  const inside: number[] = []
  const turns = enterAll(limit, 5, (place) => inside.push(place))
  const [first, second] = await Promise.all(turns.slice(0, 2))
  expect(inside).toEqual([0, 1])
  expect(limit.waiting).toBe(3)
  second?.[Symbol.dispose]()
  const third = await turns[2]
  expect(inside).toEqual([0, 1, 2])
  first?.[Symbol.dispose]()
  third?.[Symbol.dispose]()
  for (const turn of await Promise.all(turns.slice(3))) turn[Symbol.dispose]()
  expect(inside).toEqual([0, 1, 2, 3, 4])
  expect(limit.waiting).toBe(0)
  using again = await limit.enter()
  expect(again).toBeDefined()
})

test('who has waited too long is told so, and takes nobody else the turn', async () => {
  vi.useFakeTimers()
  try {
    const limit = new Limit(1, 1_000)
    const first = await limit.enter()
    const late = expect(limit.enter()).rejects.toThrow(TooLate)
    vi.advanceTimersByTime(600)
    const patient = limit.enter()
    vi.advanceTimersByTime(600)
    await late
    first[Symbol.dispose]()
    using turn = await patient
    expect(turn).toBeDefined()
    expect(limit.waiting).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
