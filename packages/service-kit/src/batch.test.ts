import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batcher, coalesce } from './batch.ts'

interface Item {
  readonly name: number
  readonly key: string
  readonly fails: boolean
}

const turns = async (count: number) => {
  for (let left = count; left > 0; left--) await turn()
}

/** Items that come one after another, some turns of the event loop apart; each batch takes some turns. */
const arrivals = fc.array(
  fc.record({ key: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean(), pause: fc.nat(2), duration: fc.nat(4) }),
  { minLength: 1, maxLength: 40 },
)
const limits = fc.record({ most: fc.integer({ min: 1, max: 5 }), inFlight: fc.integer({ min: 1, max: 3 }) })

interface Recorded {
  readonly items: readonly Item[]
  readonly beside: readonly Item[]
}

const runAll = async (
  given: { key: string; fails: boolean; pause: number; duration: number }[],
  options: { most: number; inFlight: number; key?: (item: Item) => string },
) => {
  const batches: Recorded[] = []
  const underWay = new Set<Item[]>()
  const send = batcher(async (items: Item[]) => {
    batches.push({ items, beside: [...underWay].flat() })
    underWay.add(items)
    await turns(given[items[0]?.name ?? 0]?.duration ?? 0)
    underWay.delete(items)
    return items.map((item) => (item.fails ? new Error(`no ${item.name}`) : item.name))
  }, options)
  const answers: Promise<PromiseSettledResult<number>[]>[] = []
  for (const [name, { key, fails, pause }] of given.entries()) {
    answers.push(Promise.allSettled([send({ name, key, fails })]))
    await turns(pause)
  }
  return { batches, answers: (await Promise.all(answers)).flat() }
}

describe('a batcher', () => {
  test('answers every item for itself, in batches within its limits', () =>
    fc.assert(
      fc.asyncProperty(arrivals, limits, async (given, { most, inFlight }) => {
        const { batches, answers } = await runAll(given, { most, inFlight })
        answers.forEach((answer, name) => {
          if (given[name]?.fails)
            expect(answer).toMatchObject({ status: 'rejected', reason: { message: `no ${name}` } })
          else expect(answer).toMatchObject({ status: 'fulfilled', value: name })
        })
        expect(batches.flatMap(({ items }) => items.map(({ name }) => name))).toEqual(given.map((_, name) => name))
        for (const { items, beside } of batches) {
          expect(items.length).toBeLessThanOrEqual(most)
          expect(beside.length).toBeLessThanOrEqual(most * (inFlight - 1))
        }
      }),
    ))

  test('never has items of one key in two batches at once, and serves them in the order they came', () =>
    fc.assert(
      fc.asyncProperty(arrivals, limits, async (given, limit) => {
        const { batches } = await runAll(given, { ...limit, key: ({ key }) => key })
        for (const { items, beside } of batches) {
          const busy = new Set(beside.map(({ key }) => key))
          expect(items.filter(({ key }) => busy.has(key))).toEqual([])
        }
        const served = batches.flatMap(({ items }) => items)
        expect(served).toHaveLength(given.length)
        for (const key of ['a', 'b', 'c']) {
          const names = served.filter((item) => item.key === key).map(({ name }) => name)
          expect(names).toEqual(names.toSorted((a, b) => a - b))
        }
      }),
    ))

  const held = (limit: { most: number; inFlight: number; key?: (item: string) => string }) => {
    const batches: { items: string[]; finish: (reason?: Error) => void }[] = []
    const send = batcher((items: string[]) => {
      const { promise, resolve, reject } = Promise.withResolvers<string[]>()
      batches.push({ items, finish: (reason) => (reason ? reject(reason) : resolve(items)) })
      return promise
    }, limit)
    return { batches, send }
  }
  const itemsOf = (batches: { items: string[] }[]) => batches.map(({ items }) => items)

  test('lets a single item leave at once, and makes one batch of all that came meanwhile', async () => {
    const { batches, send } = held({ most: 10, inFlight: 1 })
    const answers = [send('first')]
    await turn()
    expect(itemsOf(batches)).toEqual([['first']])
    answers.push(send('second'), send('third'))
    await turn()
    answers.push(send('fourth'))
    expect(batches).toHaveLength(1)
    batches[0]?.finish()
    await turn()
    expect(itemsOf(batches)).toEqual([['first'], ['second', 'third', 'fourth']])
    batches[1]?.finish()
    expect(await Promise.all(answers)).toEqual(['first', 'second', 'third', 'fourth'])
  })

  test('does not let a busy key hold up the others', async () => {
    const { batches, send } = held({ most: 2, inFlight: 2, key: (item) => item[0] as string })
    const answers = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'].map(send)
    await turn()
    expect(itemsOf(batches)).toEqual([
      ['a1', 'a2'],
      ['b1', 'c1'],
    ])
    batches[1]?.finish()
    answers.push(send('b2'))
    await turn()
    expect(itemsOf(batches).at(-1)).toEqual(['b2'])
    batches[0]?.finish()
    batches[2]?.finish()
    await turn()
    expect(itemsOf(batches).at(-1)).toEqual(['a3', 'a4'])
    batches[3]?.finish()
    await Promise.all(answers)
  })

  test('rejects the items of a batch that failed as a whole, and goes on with the next', async () => {
    const { batches, send } = held({ most: 2, inFlight: 1 })
    const answers = Promise.allSettled(['a', 'b', 'c'].map(send))
    await turn()
    batches[0]?.finish(new Error('no connection'))
    await turn()
    batches[1]?.finish()
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })
})

describe('coalesced work', () => {
  test('runs once at a time, and for each call begins after it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pause: fc.nat(3), again: fc.nat(2), fails: fc.boolean() }), { maxLength: 20 }),
        async (calls) => {
          let begun = 0
          let running = 0
          let most = 0
          const work = coalesce(async () => {
            const run = begun++
            most = Math.max(most, ++running)
            await turns(run % 3)
            running--
            if (calls[run]?.fails) throw new Error(`${run}`)
            return run
          })
          const call = async (again: number): Promise<void> => {
            const before = begun
            const asked = work()
            try {
              expect(await asked).toBeGreaterThanOrEqual(before)
            } catch (reason) {
              expect(Number((reason as Error).message)).toBeGreaterThanOrEqual(before)
            }
            if (again > 0) await call(again - 1)
          }
          const all: Promise<void>[] = []
          for (const { pause, again } of calls) {
            all.push(call(again))
            await turns(pause)
          }
          await Promise.all(all)
          expect(most).toBeLessThanOrEqual(1)
        },
      ),
    ))

  test('shares one run among all that called during another', async () => {
    let runs = 0
    const work = coalesce(async () => {
      await turn()
      return ++runs
    })
    expect(await Promise.all([work(), work(), work(), work()])).toEqual([1, 2, 2, 2])
  })
})
