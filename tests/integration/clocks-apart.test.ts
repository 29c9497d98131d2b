/** Processes and devices whose clocks differ. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { logIn, Parley, type SessionOptions, systemClock } from '@parley/client'
import { programOf } from '@parley/service-kit/testing'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { endWithUs, root } from '../setup/child.ts'
import { enter } from '../setup/sdk.ts'
import { password, startWorld, type World } from '../setup/world.ts'

const minutes = 60_000

/** The time of day that a process believes in. */
const shifted = (ms: number) =>
  `data:text/javascript,${encodeURIComponent(`
    const RealDate = Date
    globalThis.Date = class extends RealDate {
      constructor(...given) { given.length ? super(...given) : super(RealDate.now() + ${ms}) }
      static now() { return RealDate.now() + ${ms} }
    }`)}`

/** A gateway of this world with such a clock. */
const startShifted = async (world: World, ms: number) => {
  const gateway = spawn(process.execPath, [...endWithUs, '--import', shifted(ms), programOf('gateway/src/main.ts')], {
    cwd: root,
    env: { ...process.env, ...world.env(), HTTP_PORT: '0', METRICS_PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const lines: { msg: string; port?: number; level: string | number; ahead_ms?: number }[] = []
  const output = createInterface(gateway.stdout as Readable)
  output.on('line', (line) => lines.push(JSON.parse(line)))
  const said = async (msg: string) => {
    for (;;) {
      const found = lines.find((line) => line.msg.startsWith(msg))
      if (found) return found
      await once(output, 'line')
    }
  }
  const { port } = await said('serving')
  return {
    url: `http://127.0.0.1:${port}`,
    said,
    [Symbol.asyncDispose]: async () => {
      gateway.kill('SIGTERM')
      await once(gateway, 'exit')
    },
  }
}

describe('a gateway and an auth service', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(inject('backing'))
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test.each([6, -6])('whose clocks are %i minutes apart serve all the same, and the log says so', async (apart) => {
    await using gateway = await startShifted(world, apart * minutes)
    await using ann = await enter(gateway.url, 'Ann')
    expect(ann.parley.state).toBe('online')
    expect((await ann.parley.call('account.get', {})).user).toBe(ann.user)
    const { ahead_ms } = await gateway.said('the clock of this gateway is not that of the auth service')
    expect(ahead_ms).toBeCloseTo(apart * minutes, -4)
  })
})

describe('a device whose clock', () => {
  /** Life of an access token: several end within one test. */
  const seconds = 4
  let world: World
  beforeAll(async () => {
    world = await startWorld(inject('backing'), { env: { ACCESS_TOKEN_SECONDS: String(seconds) } })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test.each([
    ['ten minutes ahead', 10 * minutes],
    ['ten minutes behind', -10 * minutes],
  ])('is %s renews its token as often as any, and stays connected', async (_, ms) => {
    const ann = await world.person('Ann')
    let posts = 0
    const counting: typeof fetch = (...given) => {
      posts += 1
      return fetch(...given)
    }
    const clock = { ...systemClock, date: () => Date.now() + ms }
    const options: SessionOptions = { url: world.url, clock, fetch: counting }
    const session = await logIn(options, { username: ann.username, password })
    await using parley = new Parley({ url: world.url, token: session.token, clock })
    const states: string[] = []
    await parley.ready
    parley.on('state', (state) => states.push(state))
    const begun = performance.now()
    await vi.waitUntil(() => posts >= 4, { timeout: 50_000, interval: 50 })
    expect(performance.now() - begun).toBeGreaterThan(1.5 * seconds * 1_000)
    expect(states).toEqual([])
    expect((await parley.call('account.get', {})).user).toBe(ann.user)
  })
})
