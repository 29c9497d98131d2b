import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Allowance, Allowances } from './rates.ts'

const now = 1_790_000_000_000

/** So many a second, and twice as many at once. */
const of = (perSecond: number) => ({ perSecond, atOnce: 2 * perSecond })

/** How many of so many requests at one moment pass. */
const pass = (allowance: Allowance, perSecond: number, at: number, requests = 1_000) =>
  Array.from({ length: requests }, () => allowance.take('send', of(perSecond), at)).filter((wait) => wait === 0).length

describe('an allowance', () => {
  test.each([1, 3, 20, 50, 400])('of %i a second lets twice as many pass at once', (perSecond) => {
    expect(pass(new Allowance(), perSecond, now)).toBe(2 * perSecond)
  })

  test('comes back as time goes by, and never to more than it was', () => {
    const allowance = new Allowance()
    pass(allowance, 50, now)
    expect(pass(allowance, 50, now + 1_000)).toBe(50)
    expect(pass(allowance, 50, now + 60_000)).toBe(100)
  })

  test('tells how long to wait: not a millisecond less will do, and no more is needed', () => {
    const allowance = new Allowance()
    pass(allowance, 4, now)
    const wait = allowance.take('send', of(4), now)
    expect(wait).toBe(250)
    expect(allowance.take('send', of(4), now + wait - 1)).toBe(1)
    expect(allowance.take('send', of(4), now + wait)).toBe(0)
  })

  test('of one kind of command leaves the others alone', () => {
    const allowance = new Allowance()
    pass(allowance, 5, now)
    expect(allowance.take('send', of(5), now)).toBeGreaterThan(0)
    expect(allowance.take('read', of(5), now)).toBe(0)
  })

  test('never lets more through in any stretch of time than its rate and what may come at once', () => {
    const gaps = fc.array(fc.nat(400), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), gaps, (perSecond, pauses) => {
        const allowance = new Allowance()
        const passed: number[] = []
        let at = now
        for (const pause of pauses) {
          at += pause
          if (allowance.take('send', of(perSecond), at) === 0) passed.push(at)
        }
        passed.forEach((from, first) => {
          passed.slice(first).forEach((to, count) => {
            expect(count + 1).toBeLessThanOrEqual(2 * perSecond + ((to - from) / 1_000) * perSecond + 1e-6)
          })
        })
      }),
    )
  })

  test('is charged by weight, to what would pass one by one', () => {
    const allowance = new Allowance()
    expect(allowance.take('write', of(10), now, 15)).toBe(0)
    expect(allowance.take('write', of(10), now, 6)).toBe(100)
    expect(allowance.take('write', of(10), now, 5)).toBe(0)
    expect(allowance.take('write', of(10), now)).toBe(100)
  })

  test('lets pass what is more than may come at once when it is whole, to be paid for afterwards', () => {
    const allowance = new Allowance()
    allowance.take('write', of(10), now)
    expect(allowance.take('write', of(10), now, 100)).toBe(100)
    expect(allowance.take('write', of(10), now + 100, 100)).toBe(0)
    expect(allowance.take('write', of(10), now + 100)).toBe(8_100)
    expect(allowance.take('write', of(10), now + 8_200)).toBe(0)
  })

  test('is given back what was taken before it was known', () => {
    const allowance = new Allowance()
    pass(allowance, 2, now)
    allowance.charge('send', of(2), now, -1)
    expect(pass(allowance, 2, now)).toBe(1)
  })
})

describe('allowances by name', () => {
  test('are one for each name, and forgotten when they are whole again', () => {
    const allowances = new Allowances()
    const ann = allowances.of('ann')
    pass(ann, 10, now)
    expect(allowances.of('bob').take('send', of(10), now)).toBe(0)
    allowances.forgetWhole(now + 1_000)
    expect(allowances.of('ann')).toBe(ann)
    allowances.forgetWhole(now + 2_000)
    expect(allowances.of('ann')).not.toBe(ann)
  })

  test('take no more memory however many names there are: the oldest are forgotten', () => {
    const allowances = new Allowances(100)
    const first = allowances.of('name 0')
    for (let name = 0; name < 10_000; name++) pass(allowances.of(`name ${name}`), 10, now, 1)
    expect(allowances.size).toBe(100)
    expect(allowances.of('name 0')).not.toBe(first)
  })
})
