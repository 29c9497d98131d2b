/** A gateway on whose machine somebody sets the clock while people write: by libfaketime, as the system would tell it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeTime } from '@parley/backing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { endWithUs, type ServerProcess, startProcess } from '../setup/child.ts'
import { eventually } from '../setup/eventually.ts'
import { enter } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

const hour = 3_600

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'))
})
afterAll(() => world[Symbol.asyncDispose]())

const startFaked = async (scope: AsyncDisposableStack) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-clock-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'time')
  const set = (seconds: number) => writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  await set(0)
  const env = { ...world.env(), HTTP_PORT: '0', LOG_LEVEL: 'info', ...(await fakeTime(file, process.env)) }
  const gateway: ServerProcess = scope.use(await startProcess('gateway/src/main.ts', env, endWithUs))
  const url = `http://127.0.0.1:${gateway.port}`
  return { url, set, gateway }
}

/** How far its time of day is from ours, in seconds. */
const offOf = async (url: string): Promise<number> => {
  const { headers } = await fetch(`${url}/live`)
  return Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 1_000)
}

const play = async (scope: AsyncDisposableStack, url: string) => {
  const ann = scope.use(await enter(url, 'Ann'))
  const bob = scope.use(await enter(url, 'Bob'))
  const room = await ann.parley.createDirect(bob.user)
  const states: string[] = []
  for (const { parley } of [ann, bob]) parley.on('state', (state) => states.push(state))
  const heard: string[] = []
  bob.parley.on('event', ({ ev, is }) => {
    if (ev === 'message.sent') heard.push((is as { text: string }).text)
  })
  const sent: string[] = []
  const say = async (what: string) => {
    for (let count = 0; count < 20; count++) {
      sent.push(`${what} ${count}`)
      await room.send(`${what} ${count}`)
    }
    await eventually('Bob has heard it all', () => heard.length === sent.length)
    expect(heard).toEqual(sent)
    expect(states).toEqual([])
  }
  return { say, ann }
}

describe('a gateway whose clock', () => {
  test('is set back by an hour and then forward by two acknowledges every message, and loses nobody', async () => {
    await using scope = new AsyncDisposableStack()
    const { url, set, gateway } = await startFaked(scope)
    const { say, ann } = await play(scope, url)
    await say('before')
    for (const seconds of [-hour, hour, 0]) {
      await set(seconds)
      await eventually('its clock is set', async () => Math.abs((await offOf(url)) - seconds) < 60)
      await say(`at ${seconds}`)
      expect((await ann.parley.call('account.get', {})).user).toBe(ann.user)
      await using newcomer = await enter(url, 'Newcomer')
      expect(newcomer.parley.state).toBe('online')
    }
    expect(gateway.hasCrashed).toBe(false)
    expect(gateway.faults).toEqual([])
  })
})
