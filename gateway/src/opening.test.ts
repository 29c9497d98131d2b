import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Opening } from './opening.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const who = (user = 'ann') => ({ user, closed: false })

describe('an owner that answers', () => {
  test('is in time, and asked once for each who comes in', async () => {
    const asked: string[] = []
    const opening = new Opening(async (user) => {
      asked.push(user)
      return `streams of ${user}`
    })
    const told = opening.of(who())
    expect(await opening.inTime(told)).toBe('streams of ann')
    expect(asked).toEqual(['ann'])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('an owner that hangs', () => {
  test('is waited for as long as patience goes, and not at all by who comes after', async () => {
    const answers: ((told: string) => void)[] = []
    const away = vi.fn()
    const opening = new Opening<string>((_) => new Promise((resolve) => answers.push(resolve)), away)
    const first = opening.of(who())
    const inTime = opening.inTime(first)
    await vi.advanceTimersByTimeAsync(600)
    expect(await inTime).toBeUndefined()
    expect(await opening.inTime(opening.of(who('bob')))).toBeUndefined()
    expect(away).toHaveBeenCalledOnce()
    answers[0]?.('late')
    expect(await first).toBe('late')
  })
})

describe('an owner that is away', () => {
  test('is asked by one question at a time, ever more seldom, until it answers all', async () => {
    const asked: string[] = []
    const pauses: number[] = []
    const failures = 20
    const ask = async (user: string) => {
      asked.push(user)
      if (asked.length < failures) throw new Error('nobody there')
      return user
    }
    const pause = async (ms: number) => void pauses.push(ms)
    const opening = new Opening(ask, undefined, pause)
    const waiting = ['ann', 'bob', 'cid']
    expect(await Promise.all(waiting.map((user) => opening.of(who(user))))).toEqual(waiting)
    expect(asked).toEqual([...waiting, ...Array(failures - waiting.length).fill('ann'), ...waiting])
    for (const [place, ms] of pauses.entries()) {
      const middle = Math.min(100 * 2 ** place, 2_000)
      expect(ms).toBeGreaterThanOrEqual(0.75 * middle)
      expect(ms).toBeLessThanOrEqual(1.25 * middle)
    }
  })

  test('is not asked for those who are gone', async () => {
    const ann = who()
    let asked = 0
    const ask = async () => {
      asked++
      ann.closed = asked === 5
      throw new Error('nobody there')
    }
    expect(await new Opening<string>(ask, undefined, async () => {}).of(ann)).toBeUndefined()
    expect(asked).toBe(5)
  })
})
