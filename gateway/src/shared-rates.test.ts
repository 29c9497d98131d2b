/** What gateways tell each other of what was used. Redis itself: tests/integration/limits-shared.test.ts. */
import { expect, test } from 'vitest'
import { Allowance, type Rates } from './rates.ts'
import { type Settle, SharedRates } from './shared-rates.ts'

const send = { setting: 'RATE_SEND', perSecond: 10, atOnce: 20 }
const rates = { send, refusal: send } as unknown as Rates

const begin = (settle: Settle) => {
  const asked: Parameters<Settle>[] = []
  const all = new SharedRates(rates, (...question) => {
    asked.push(question)
    return settle(...question)
  })
  const allowance = new Allowance('ann')
  const take = (kind: 'send' | 'refusal', times: number) => {
    for (let time = 0; time < times; time++) {
      allowance.charge(kind, send, 0, 1)
      all.took(allowance, kind)
    }
  }
  return { asked, all, allowance, take }
}

test('who uses little is not told of; who uses a quarter of what may come at once is, once for all of it', async () => {
  const { asked, all, take } = begin(async () => 0)
  take('send', 4)
  await all.settle()
  expect(asked).toEqual([])
  take('send', 3)
  await all.settle()
  await all.settle()
  expect(asked).toEqual([['{ann}:send', { usedMs: 700, overMs: expect.any(Number), mostMs: 4_000 }]])
})

test('what others used counts here, too', async () => {
  const { all, allowance, take } = begin(async () => 1_000_000)
  take('send', 5)
  await all.settle()
  expect(allowance.wait('send', send, 1_000)).toBeGreaterThan(0)
})

test('without an answer each goes on by its own count, and nothing rejects', async () => {
  const { all, allowance, take } = begin(async () => {
    throw new Error('Redis is away')
  })
  take('send', 20)
  await expect(all.settle()).resolves.toBeUndefined()
  expect(allowance.wait('send', send, 0)).toBeGreaterThan(0)
  expect(allowance.wait('send', send, 2_001)).toBe(0)
})

test('what a gateway counts for itself is told to nobody', async () => {
  const { asked, all, take } = begin(async () => 0)
  take('refusal', 20)
  await all.settle()
  expect(asked).toEqual([])
})
