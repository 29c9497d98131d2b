/** A client on a simulated server and clock, anew for each test. */
import { afterEach, beforeEach, expect } from 'vitest'
import type { ParleyOptions } from '../src/options.ts'
import { Parley } from '../src/parley.ts'
import type { Room } from '../src/room.ts'
import { SimulatedClock } from './simulated-clock.ts'
import { roomId, SimulatedServer } from './simulated-server.ts'

export let clock: SimulatedClock
export let server: SimulatedServer
/** The client started last. */
export let parley: Parley
/** What the client reported. */
export let reports: unknown[]
/** The tokens that the client asked for. */
export let asked: { fresh: boolean }[]

/** To be called once in a file of tests. What a client leaves behind when it is closed fails its test. */
export const simulateForEachTest = (): void => {
  beforeEach(() => {
    clock = new SimulatedClock()
    server = new SimulatedServer(clock)
    reports = []
    asked = []
  })
  afterEach(async () => {
    await parley.close()
    await clock.pass(60_000)
    expect(clock.timers).toBe(0)
  })
}

export const start = (options: Partial<ParleyOptions> = {}): Parley => {
  parley = new Parley({
    url: 'http://parley.test',
    token: async (wanted) => `jwt-${asked.push(wanted)}`,
    random: () => 0.5,
    report: (fault) => reports.push(fault),
    openSocket: server.openSocket,
    fetch: server.fetch,
    clock,
    ...options,
  })
  return parley
}

export const online = async (options?: Partial<ParleyOptions>): Promise<Parley> => {
  start(options)
  await clock.pass(100)
  expect(parley.state).toBe('online')
  return parley
}

export const room = (number = 1): Room => parley.rooms.get(roomId(number)) as Room
export const texts = (): string[] => room().messages.map((message) => message.text)
export const states = (): string[] => room().messages.map((message) => message.state)
