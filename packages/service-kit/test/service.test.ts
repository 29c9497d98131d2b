import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { Environment } from '../src/config.ts'
import { ConfigFaults } from '../src/config.ts'
import { defineService, startService } from '../src/service.ts'
import { captureLog, type Kit, notes, until, useKit } from './kit.ts'

let kit: Kit
beforeAll(async () => {
  kit = await useKit()
})

/** What a service does in these tests is to be started and stopped. */
const service = (start: (scope: AsyncDisposableStack) => Promise<void> = async () => {}) =>
  defineService({
    ...notes,
    name: 'chat',
    config: {},
    metrics: {},
    start: async ({ scope }) => {
      await start(scope)
      return { handlers: {} as never, context: {} }
    },
  })

const run = (definition = service(), env: Environment = {}) => {
  const { log, lines } = captureLog()
  return { lines, started: startService(definition, { ...kit.environment.env('chat'), ...env }, { log }) }
}

/** A way to a server on which open connections can be counted; on a free port unless one is given. */
const countedWay = async (to: string, at = 0) => {
  const { hostname, port } = new URL(to)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    open.add(near)
    near.on('close', () => {
      open.delete(near)
      far.destroy()
    })
    near.on('error', () => {})
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.pipe(far).pipe(near)
  })
  await once(server.listen(at, '127.0.0.1'), 'listening')
  const own = (server.address() as AddressInfo).port
  return {
    url: to.replace(`${hostname}:${port}`, `127.0.0.1:${own}`),
    port: own,
    open,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const postgresConnections = async () =>
  (
    await kit.sql(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'parley chat'`,
    )
  ).length

describe('a service', () => {
  test('is live and ready while it serves, and neither answers once it has stopped', async () => {
    const running = await run().started
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${running.port}${path}`)).status
    expect(await status('/live')).toBe(200)
    expect(await status('/ready')).toBe(200)
    expect(await status('/other')).toBe(404)
    await running[Symbol.asyncDispose]()
    await expect(status('/live')).rejects.toThrow('fetch failed')
  })

  test('is live but not ready while it stops', async () => {
    const seen: number[] = []
    const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${running.port}${path}`)).status
    const running = await run(
      service(async (scope) => {
        scope.defer(async () => void seen.push(await statusOf('/ready'), await statusOf('/live')))
      }),
    ).started
    await running[Symbol.asyncDispose]()
    expect(seen).toEqual([503, 200])
  })

  test('releases all it took when it stops, the last first', async () => {
    await using nats = await countedWay(inject('backing').natsUrl)
    const released: string[] = []
    const running = await run(
      service(async (scope) => {
        scope.defer(() => void released.push('first'))
        scope.defer(() => void released.push('second'))
      }),
      { NATS_URL: nats.url },
    ).started
    expect(nats.open.size).toBe(1)
    expect(await postgresConnections()).toBeGreaterThan(0)
    await running[Symbol.asyncDispose]()
    expect(released).toEqual(['second', 'first'])
    await until(async () => nats.open.size === 0 && (await postgresConnections()) === 0)
  })

  test.each(['its own start fails', 'its port is taken', 'the schema is not its own'])(
    'releases all it took when %s',
    async (fault) => {
      await using nats = await countedWay(inject('backing').natsUrl)
      const taken = createServer().listen(0, '127.0.0.1')
      await once(taken, 'listening')
      const released: string[] = []
      const definition = service(async (scope) => {
        scope.defer(() => void released.push('resource'))
        if (fault === 'its own start fails') throw new Error('no cup of tea')
      })
      if (fault === 'the schema is not its own')
        await kit.sql(`update migration set name = 'notes-renamed' where part = 'service'`)
      const env = fault === 'its port is taken' ? { HTTP_PORT: String((taken.address() as AddressInfo).port) } : {}
      await expect(run(definition, { ...env, NATS_URL: nats.url }).started).rejects.toThrow(
        /no cup of tea|cannot be listened on|the schema is behind/,
      )
      await kit.sql(`update migration set name = 'notes' where part = 'service'`)
      await until(async () => nats.open.size === 0 && (await postgresConnections()) === 0)
      expect(released).toEqual(fault === 'the schema is not its own' ? [] : ['resource'])
      taken.close()
    },
  )

  test('tells every fault of its configuration at once, and takes nothing', async () => {
    await using nats = await countedWay(inject('backing').natsUrl)
    const { started } = run(service(), {
      NATS_URL: nats.url,
      HTTP_PORT: 'eighty',
      LOG_LEVEL: 'loud',
      POSTGRES_POOL: '1',
    })
    const reason = await started.catch((caught) => caught)
    expect(reason).toBeInstanceOf(ConfigFaults)
    expect((reason as ConfigFaults).faults.map((fault) => fault.split(' ')[0])).toEqual([
      'HTTP_PORT',
      'LOG_LEVEL',
      'POSTGRES_POOL',
    ])
    expect(nats.open.size).toBe(0)
  })

  test('waits for a Postgres that is not there yet', async () => {
    const way = await countedWay(kit.environment.env('chat').POSTGRES_URL ?? '')
    await way[Symbol.asyncDispose]()
    const { started, lines } = run(service(), { POSTGRES_URL: way.url })
    await until(() => lines.some((line) => line.includes('Postgres is not there')))
    await using _ = await countedWay(kit.environment.env('chat').POSTGRES_URL ?? '', way.port)
    await using running = await started
    expect((await fetch(`http://127.0.0.1:${running.port}/ready`)).status).toBe(200)
  })

  /** For sessions that begin from now on: those that are there go on as they were. */
  const takeWrites = async (does: boolean) => {
    const [{ name } = { name: '' }] = await kit.sql<{ name: string }>('select current_database() as name')
    await kit.sql(`alter database ${name} set default_transaction_read_only = ${does ? 'off' : 'on'}`)
  }

  test('waits for a Postgres that takes no writes, and says so', async () => {
    await takeWrites(false)
    const { started, lines } = run()
    await until(() => lines.some((line) => line.includes('the server takes no writes')))
    await takeWrites(true)
    await using running = await started
    expect((await fetch(`http://127.0.0.1:${running.port}/ready`)).status).toBe(200)
  })

  test('begins again where Postgres goes in the middle of its start, and holds nothing twice', async () => {
    await using nats = await countedWay(inject('backing').natsUrl)
    const way = await countedWay(kit.environment.env('chat').POSTGRES_URL ?? '')
    const released: string[] = []
    let starts = 0
    const definition = defineService({
      ...notes,
      name: 'chat',
      config: {},
      metrics: {},
      start: async ({ db, scope }) => {
        const place = ++starts
        scope.defer(() => void released.push(`start ${place}`))
        if (place === 1) await way[Symbol.asyncDispose]()
        await db.query('select 1')
        return { handlers: {} as never, context: {} }
      },
    })
    const { started } = run(definition, { POSTGRES_URL: way.url, NATS_URL: nats.url })
    await until(() => released.length === 1)
    await using _ = await countedWay(kit.environment.env('chat').POSTGRES_URL ?? '', way.port)
    await using running = await started
    expect((await fetch(`http://127.0.0.1:${running.port}/ready`)).status).toBe(200)
    await until(() => nats.open.size === 1)
    expect(released).toEqual(['start 1'])
    expect(starts).toBe(2)
  })

  test('is not ready while Postgres takes no writes, and is again when another one does', async () => {
    await using running = await run().started
    const ready = async () => (await fetch(`http://127.0.0.1:${running.port}/ready`)).status
    expect(await ready()).toBe(200)
    await takeWrites(false)
    await kit.sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'parley chat'`)
    await until(async () => (await ready()) === 503)
    expect(await ready()).toBe(503)
    await takeWrites(true)
    await until(async () => (await ready()) === 200)
  })

  test('is not ready while NATS is gone, and is again when it is back', async () => {
    await using nats = await countedWay(inject('backing').natsUrl)
    await using running = await run(service(), { NATS_URL: nats.url }).started
    const ready = async () => (await fetch(`http://127.0.0.1:${running.port}/ready`)).status
    expect(await ready()).toBe(200)
    const seen = new Set<number>()
    for (const socket of nats.open) socket.destroy()
    await until(async () => {
      seen.add(await ready())
      return seen.has(503) && (await ready()) === 200
    })
  })

  test('stops in time though NATS is gone', async () => {
    const nats = await countedWay(inject('backing').natsUrl)
    const running = await run(service(), { NATS_URL: nats.url }).started
    await nats[Symbol.asyncDispose]()
    const begun = Date.now()
    await running[Symbol.asyncDispose]()
    expect(Date.now() - begun).toBeLessThan(10_000)
  })
})
