/** A gateway and its way to the services: what it says of it, and what becomes of requests when it breaks. */
import { chat } from '@parley/chat'
import { uuid7 } from '@parley/client'
import { startGateway } from '@parley/gateway'
import { type RunningService, startService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { scrape, sumOf } from '../setup/exposition.ts'
import { type OwnNats, openNats } from '../setup/own-nats.ts'
import { isReady } from '../setup/processes.ts'
import { query } from '../setup/stored.ts'
import { startWorld, type World } from '../setup/world.ts'

/** As long as a test may take: nothing here is seen by waiting for it. */
const mostWait = '60000'
const scope = new AsyncDisposableStack()
let nats: OwnNats
let world: World

beforeAll(async () => {
  nats = scope.use(await openNats())
  const natsUrl = `nats://ann:sesame@127.0.0.1:${nats.port}`
  world = scope.use(
    await startWorld({ ...inject('backing'), natsUrl }, { env: { CALL_TIMEOUT_MS: mostWait, METRICS_PORT: '0' } }),
  )
})
afterAll(() => scope.disposeAsync())

const urlOf = ({ port }: RunningService) => `http://127.0.0.1:${port}`

describe('a gateway', () => {
  test('is not ready where it reaches no service, and is with the first that is there', async () => {
    const env = { ...world.env(), NATS_PREFIX: `alone${process.pid}` }
    await using gateway = await startGateway(env)
    expect(await isReady(urlOf(gateway))).toBe(false)
    {
      await using _service = await startService(chat, { ...world.env('chat'), NATS_PREFIX: env.NATS_PREFIX })
      expect(await isReady(urlOf(gateway))).toBe(true)
    }
    expect(await isReady(urlOf(gateway))).toBe(false)
    expect(await isReady(world.url)).toBe(true)
  })

  test('answers UNAVAILABLE at once where NATS breaks, and what is sent again with its id is there once', async () => {
    const ann = await world.person('Ann')
    const { room } = await world.post('room.create', { kind: 'group', name: 'Own', members: [] }, ann.token)
    const message = { room, id: uuid7(), text: 'once' }
    const send = () => world.post('message.send', message, ann.token)
    process.kill(nats.server.pid, 'SIGSTOP')
    const lost = Promise.all([
      expect(send()).rejects.toMatchObject({ name: 'UNAVAILABLE', retry_ms: expect.any(Number) }),
      expect(world.post('room.list', {}, ann.token)).rejects.toMatchObject({ name: 'UNAVAILABLE' }),
    ])
    const [gateway] = world.gateways
    await eventually(
      'both are under way',
      async () => gateway && sumOf(await scrape(gateway), 'parley_gateway_commands_unanswered') === 2,
    )
    await nats.stop('SIGKILL')
    await lost
    await expect(send()).rejects.toMatchObject({ name: 'UNAVAILABLE' })
    await nats.start()
    const { seq } = await eventually('it is sent', () => send().catch(() => undefined))
    expect((await send()).seq).toBe(seq)
    const rows = await query(world.environment.adminUrl, `select 1 from chat.event where body->>'text' = 'once'`, [])
    expect(rows).toHaveLength(1)
  })
})
