import { rm } from 'node:fs/promises'
import type { Server } from '@parley/backing'
import { closeCodes } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Part, type Processes, startProcesses } from '../setup/processes.ts'
import { query } from '../setup/stored.ts'
import { startTraffic, type Traffic } from '../setup/traffic.ts'

let parts: Processes
let traffic: Traffic

beforeAll(async () => {
  parts = await startProcesses()
  traffic = await startTraffic(parts.urls)
})
afterAll(async () => {
  await traffic?.[Symbol.asyncDispose]()
  await parts?.[Symbol.asyncDispose]()
})

const readiness = async () =>
  (await Promise.all(parts.parts.map((part) => part.isReady()))).map((isReady) => (isReady ? 'ready' : 'not'))
const untilAllAreReady = () => eventually('all are ready', async () => !(await readiness()).includes('not'))

const killed = async (...all: readonly Part[]) => {
  await Promise.all(all.map((part) => part.end('SIGKILL')))
  await Promise.all(all.map((part) => part.start()))
}

/** Stays away until those who need it have noticed. */
const killedAndWiped = async (server: Server, withWhatItHad: boolean, needed: readonly Part[]) => {
  await server.kill()
  if (!withWhatItHad) await rm(server.dataDir, { recursive: true, force: true })
  await eventually(
    'it is missed',
    async () => !(await Promise.all(needed.map((part) => part.isReady()))).includes(true),
  )
  await server.start()
}

/** What happens in the middle of sending. */
const faults: Readonly<Record<string, () => Promise<void>>> = {
  'a gateway is killed': () => killed(parts.gateways[0] as Part),
  'both gateways are killed at once': () => killed(...parts.gateways),
  'a chat is killed': () => killed(parts.chats[0] as Part),
  'both chats are killed at once': () => killed(...parts.chats),
  'both auths are killed at once': () => killed(...parts.auths),
  'NATS is killed, and all it had is wiped': () => killedAndWiped(parts.nats, false, parts.parts),
  'Redis is killed, and comes back empty': () => killedAndWiped(parts.redis, false, []),
  'Postgres is killed': () => killedAndWiped(parts.postgres, true, [...parts.auths, ...parts.chats]),
}

describe('in the middle of sending', () => {
  test.each(Object.entries(faults))('%s: nothing acknowledged is lost, and all see the same', async (_, fault) => {
    await traffic.during(async () => {
      await fault()
      await untilAllAreReady()
    })
    await traffic.expectNothingWrong(parts.adminUrl)
  })

  test('every process is replaced, one after another: each leaves in order, and tells its clients to come back', async () => {
    for (const { closeCodes: codes } of traffic.writers) codes.length = 0
    await traffic.during(async () => {
      for (const part of parts.parts) {
        expect(await part.end('SIGTERM')).toBe(0)
        await part.start()
      }
    })
    await traffic.expectNothingWrong(parts.adminUrl)
    for (const { closeCodes: codes } of traffic.writers) expect(codes).toEqual([closeCodes.GOING_AWAY.code])
  })

  test('and after all of it, the outbox lets nothing be missed', async () => {
    const [{ events, published } = { events: 0, published: 1 }] = await query<{ events: number; published: number }>(
      parts.adminUrl,
      `select (select count(*) from chat.event)::int as events,
         (select sum(last - first + 1) from chat.outbox, unnest(firsts, lasts) as part (first, last))::int as published`,
    )
    expect(published).toBe(events)
  })
})
