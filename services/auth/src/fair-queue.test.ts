import { expect, test, vi } from 'vitest'
import { FairQueue, type Place } from './fair-queue.ts'

/** A queue whose work ends when the test says so. */
const begin = (...given: ConstructorParameters<typeof FairQueue>) => {
  const queue = new FairQueue(...given)
  const begun: string[] = []
  const running: (() => void)[] = []
  const refused: Record<string, unknown> = {}
  const add = (name: string, place: Place = {}) => {
    const work = async () => {
      begun.push(name)
      await new Promise<void>((resolve) => running.push(resolve))
      return name
    }
    const done = queue.run(work, place)
    done.catch((reason) => {
      refused[name] = reason.body?.name ?? reason
    })
    return done
  }
  const endOne = async () => {
    running.shift()?.()
    await new Promise(setImmediate)
  }
  const endAll = async () => {
    while (running.length > 0) await endOne()
  }
  return { queue, begun, refused, add, endOne, endAll }
}

const from = (address: string, account = address): Place => ({ lanes: [`address ${address}`, `account ${account}`] })

test('of many pieces of work only so many run at once, in the order they came', async () => {
  const { queue, begun, add, endOne, endAll } = begin(2)
  const results = ['a', 'b', 'c', 'd'].map((name) => add(name))
  expect(begun).toEqual(['a', 'b'])
  expect(queue.load()).toEqual({ running: 2, waiting: 2 })
  await endOne()
  expect(await results[0]).toBe('a')
  expect(begun).toEqual(['a', 'b', 'c'])
  await endAll()
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'])
  expect(queue.load()).toEqual({ running: 0, waiting: 0 })
})

test('work that fails makes room for the next', async () => {
  const queue = new FairQueue(1)
  const fault = queue.run(() => Promise.reject(new Error('no')))
  const next = queue.run(async () => 'done')
  await expect(fault).rejects.toThrow('no')
  expect(await next).toBe('done')
})

test('who brings many waits behind themselves: whoever comes anew is next', async () => {
  const { begun, add, endOne, endAll } = begin(1)
  for (let count = 0; count < 20; count++) add(`flood ${count}`, from('flood'))
  await endOne()
  add('ann', from('ann'))
  add('bob', from('bob'))
  await endAll()
  expect(begun.slice(0, 5)).toEqual(['flood 0', 'flood 1', 'ann', 'bob', 'flood 2'])
  expect(begun).toHaveLength(22)
})

test.each([
  ['one address that tries many accounts', (count: number) => from('flood', `account ${count}`)],
  ['one account that is tried from many addresses', (count: number) => from(`address ${count}`, 'flood')],
])('%s waits behind itself', async (_who, place) => {
  const { begun, add, endAll } = begin(1)
  for (let count = 0; count < 20; count++) add(`flood ${count}`, place(count))
  add('ann', from('ann'))
  await endAll()
  expect(begun.indexOf('ann')).toBe(1)
})

test('several who bring many take turns', async () => {
  const { begun, add, endAll } = begin(1)
  for (const who of ['a', 'b', 'c']) for (let count = 0; count < 3; count++) add(who, from(who))
  await endAll()
  expect(begun).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'])
})

test('who waits with too many of their own is told to come back, and nobody else', async () => {
  const { refused, add, endAll } = begin(1, { mostOfLane: 2 })
  for (let count = 0; count < 4; count++) add(`flood ${count}`, from('flood'))
  add('ann', from('ann'))
  await endAll()
  expect(refused).toEqual({ 'flood 3': 'RATE_LIMITED' })
})

test('where the queue is full, the one that would come last goes', async () => {
  const { begun, refused, add, endAll } = begin(1, { most: 3 })
  for (let count = 0; count < 4; count++) add(`flood ${count}`, from('flood'))
  add('ann', from('ann'))
  add('flood 4', from('flood'))
  await endAll()
  expect(begun).toEqual(['flood 0', 'ann', 'flood 1', 'flood 2'])
  expect(refused).toEqual({ 'flood 3': 'UNAVAILABLE', 'flood 4': 'UNAVAILABLE' })
})

test('who waits too long is told to come back, and costs nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { queue, begun, refused, add, endAll } = begin(1, { waitMs: 1_000 })
    add('first')
    add('second')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(refused).toEqual({ second: 'UNAVAILABLE' })
    expect(queue.load()).toEqual({ running: 1, waiting: 0 })
    await endAll()
    expect(begun).toEqual(['first'])
  } finally {
    vi.useRealTimers()
  }
})

test('who hangs up while waiting, or before, costs nothing; what runs goes on', async () => {
  const { queue, begun, refused, add, endAll } = begin(1)
  const leaving = new AbortController()
  const running = add('running', { gone: leaving.signal })
  add('waiting', { gone: leaving.signal })
  leaving.abort()
  add('late', { gone: leaving.signal })
  expect(queue.load()).toEqual({ running: 1, waiting: 0 })
  await endAll()
  expect(await running).toBe('running')
  expect(begun).toEqual(['running'])
  expect(refused).toEqual({ waiting: 'UNAVAILABLE', late: 'UNAVAILABLE' })
})
