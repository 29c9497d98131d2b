import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SimulatedClock } from '../test/simulated-clock.ts'
import { inTurn, type Locks } from './in-turn.ts'

let clock: SimulatedClock
beforeEach(() => {
  clock = new SimulatedClock()
  name = randomUUID()
})
afterEach(() => {
  vi.unstubAllGlobals()
  expect(clock.timers).toBe(0)
})

/** The locks are Node's own, which are those of browsers. */
let name: string
const turn = <T>(act: () => Promise<T>) => inTurn(name, act, clock)

describe('what tabs share', () => {
  test('is done by one after the other', async () => {
    const done: string[] = []
    const first = Promise.withResolvers<string>()
    const turns = [
      turn(async () => {
        done.push('first begins')
        await first.promise
        done.push('first ends')
      }),
      turn(async () => done.push('second')),
    ]
    await clock.pass(100)
    expect(done).toEqual(['first begins'])
    first.resolve('')
    await Promise.all(turns)
    expect(done).toEqual(['first begins', 'first ends', 'second'])
  })

  test('is taken from a tab that is frozen in the middle of it, by all others, within seconds', async () => {
    const frozen = Promise.withResolvers<string>()
    const ofFrozen = turn(() => frozen.promise)
    await clock.pass(1_000)
    let count = 0
    const others = [1, 2, 3].map(() => turn(async () => ++count))
    await clock.pass(4_900)
    expect(count).toBe(0)
    await clock.pass(200)
    expect((await Promise.all(others)).sort()).toEqual([1, 2, 3])
    frozen.resolve('thawed')
    expect(await ofFrozen).toBe('thawed')
  })

  test('fails as what was done failed, and is done once', async () => {
    let count = 0
    const failing = turn(async () => {
      count += 1
      throw new Error('refused')
    })
    await expect(failing).rejects.toThrow('refused')
    expect(count).toBe(1)
  })

  test.each([
    ['there are no locks', undefined],
    [
      'the browser refuses them, as it does without storage',
      { request: async () => Promise.reject(new DOMException('no storage', 'SecurityError')) },
    ],
    [
      'asking for one throws',
      {
        request: () => {
          throw new TypeError('not here')
        },
      },
    ],
  ] as [string, Locks | undefined][])('is done without waiting where %s', async (_, locks) => {
    vi.stubGlobal('navigator', { locks })
    expect(await turn(async () => 7)).toBe(7)
  })
})
