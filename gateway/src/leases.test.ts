import type { LeaseNews } from '@parley/wire'
import { afterAll, expect, test } from 'vitest'
import { Leases } from './leases.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())

const [ann, bob] = ['ann', 'bob']

/** Told as a service would be, which may be away. No time passes by itself. */
const begin = () => {
  const heard: LeaseNews[] = []
  const reconnected: (() => void)[] = []
  const state = { isAway: false }
  const bus = {
    subjects: { question: () => 'leases' },
    connected: () => true,
    onReconnect: (then: () => void) => void reconnected.push(then),
    ask: async (_subject: string, news: LeaseNews) => {
      if (state.isAway) throw new Error('nobody is there')
      heard.push(news)
      return {}
    },
  }
  const leases = scope.use(new Leases(bus as never, 'g', { debug: () => {} }))
  const connect = (user: string) => {
    const connection = { user, closed: false, idle: undefined as boolean | undefined }
    leases.enter(connection)
    return connection
  }
  /** What it tells now. */
  const look = async () => {
    heard.length = 0
    await leases.look()
    return heard.map(({ here, gone }) => ({ here, gone }))
  }
  const reconnect = () => {
    for (const then of reconnected) then()
  }
  return { leases, connect, look, reconnect, state, heard }
}

test('of several connections of somebody the most present one counts, and only what changes that is told', async () => {
  const { leases, connect, look } = begin()
  const [one, other] = [connect(ann), connect(ann)]
  expect(await look()).toEqual([{ here: [[ann, 1]], gone: [] }])
  leases.set(one, true)
  expect(await look()).toEqual([])
  leases.set(other, true)
  leases.set(other, true)
  expect(await look()).toEqual([{ here: [[ann, 0]], gone: [] }])
  leases.leave(other)
  leases.leave(other)
  expect(await look()).toEqual([])
  leases.leave(one)
  expect(await look()).toEqual([{ here: [], gone: [ann] }])
})

test('who has not said hello, or is gone by then, is not there', async () => {
  const { leases, look } = begin()
  const early = { user: ann, closed: false, idle: undefined }
  leases.set(early, true)
  leases.leave(early)
  leases.enter({ user: bob, closed: true, idle: undefined })
  expect(await look()).toEqual([])
})

test('after a break everything is told again, and each news is later than the one before', async () => {
  const { connect, look, reconnect, heard } = begin()
  for (const user of [ann, bob]) connect(user)
  await look()
  const [first] = heard.map(({ turn }) => turn)
  reconnect()
  expect((await look())[0]?.here).toHaveLength(2)
  expect(heard[0]?.turn).toBeGreaterThan(first as number)
  expect(await look()).toEqual([])
})

test('a service that is away is not told each change, and all of it when it is there', async () => {
  const { leases, connect, look, reconnect, state } = begin()
  const [one] = [connect(ann), connect(bob)]
  state.isAway = true
  await look()
  state.isAway = false
  leases.leave(one)
  expect(await look()).toEqual([])
  reconnect()
  expect(await look()).toEqual([{ here: [[bob, 1]], gone: [ann] }])
})

test('many people are told in several messages', async () => {
  const { connect, look } = begin()
  for (let person = 0; person < 1_001; person++) connect(`p${person}`)
  expect((await look()).map(({ here }) => here.length)).toEqual([500, 500, 1])
})
