import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { Limit, type Share, TooLate } from './limit.ts'

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

/** Who enters when all of these wait and one after the other may. */
const orderOf = async (shares: readonly Share[]): Promise<number[]> => {
  const limit = new Limit(1, 60_000)
  const first = await limit.enter()
  const order: number[] = []
  const all = shares.map(async (share, place) => {
    using _turn = await limit.enter(share)
    order.push(place)
  })
  first[Symbol.dispose]()
  await Promise.all(all)
  expect(limit.waiting).toBe(0)
  return order
}

const times = (count: number, share: Share): Share[] => Array.from({ length: count }, () => share)

test('accounts take turns: who wants little does not wait for all that another has asked for', async () => {
  const order = await orderOf([...times(50, { account: 'greedy' }), ...times(3, { account: 'modest' })])
  expect([50, 51, 52].map((place) => order.indexOf(place))).toEqual([1, 3, 5])
})

test('small pieces of work pass large ones, which get their turn all the same', async () => {
  const order = await orderOf([
    ...times(20, { account: 'large', weight: 100 }),
    ...times(60, { account: 'small', weight: 1 }),
  ])
  const isLarge = order.map((place) => place < 20)
  expect(isLarge.slice(0, 9)).toEqual(Array(9).fill(false))
  expect(isLarge.slice(0, 55).filter(Boolean)).toHaveLength(5)
})

test('whatever all want, each account has its own in the order asked, and nobody waits for more than a round of the others', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ account: fc.constantFrom('a', 'b', 'c', 'd'), weight: fc.constantFrom(1, 2, 101) }), {
        minLength: 1,
        maxLength: 60,
      }),
      async (shares) => {
        const order = await orderOf(shares)
        expect(order.toSorted((one, other) => one - other)).toEqual(shares.map((_, place) => place))
        for (const account of ['a', 'b', 'c', 'd']) {
          const own = order.filter((place) => shares[place]?.account === account)
          expect(own).toEqual(own.toSorted((one, other) => one - other))
          const [first] = own
          if (first !== undefined && shares[first]?.weight !== 101) expect(order.indexOf(first)).toBeLessThan(4)
        }
      },
    ),
    { numRuns: 300 },
  ))

test('who has waited too long is told so, and takes nobody else the turn', async () => {
  vi.useFakeTimers()
  try {
    const limit = new Limit(1, 1_000)
    const first = await limit.enter()
    const late = expect(limit.enter({ account: 'late' })).rejects.toThrow(TooLate)
    vi.advanceTimersByTime(600)
    const patient = limit.enter({ account: 'patient' })
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
