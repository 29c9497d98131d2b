import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { processes, services } from '@parley/platform'
import { programOf, sourceOf, testEnvironment } from '@parley/service-kit/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { endWithUs, root } from '../setup/child.ts'
import { query } from '../setup/stored.ts'

type Environment = Readonly<Record<string, string | undefined>>

const names = [...processes.keys()]
const processOf = (name: string) => programOf(sourceOf(name))

/** Runs a process with nothing in its environment but what is given. */
const run = (name: string, env: Environment) => {
  const child = spawn(process.execPath, [...endWithUs, processOf(name)], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const ended = Promise.all([once(child, 'exit'), text(child.stdout as never), text(child.stderr as never)]).then(
    ([[code], output, errors]) => ({ code: code as number | null, output, errors }),
  )
  return { child, ended }
}

let environment: Awaited<ReturnType<typeof testEnvironment>>
beforeAll(async () => {
  // By the network, where tests stand in the way.
  const { postgresSocket: _, ...backing } = inject('backing')
  environment = await testEnvironment(
    backing,
    services.map(({ service }) => service),
  )
})
afterAll(() => environment[Symbol.asyncDispose]())

const good = (name: string) => environment.env(name === 'gateway' ? undefined : name)

describe.each(names)('the process of %s', (name) => {
  test('tells every fault of its configuration at once, each on a line, quotes no secret, and ends with 1', async () => {
    const env = {
      HTTP_PORT: 'eighty',
      LOG_LEVEL: 'loud',
      NATS_URL: 'not:hunter2@nats',
      POSTGRES_URL: 'not:hunter2@postgres',
      REDIS_URL: 'not:hunter2@redis',
    }
    const { code, output, errors } = await run(name, env).ended
    const wanted = ['POSTGRES_URL', 'REDIS_URL'].filter((setting) => setting in (processes.get(name) ?? {}))
    const told = errors
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0])
    expect(told.toSorted()).toEqual(['HTTP_PORT', 'LOG_LEVEL', 'NATS_URL', ...wanted].toSorted())
    expect(errors + output).not.toContain('hunter2')
    expect(code).toBe(1)
  })

  test('ends at once when it is asked to while it waits for a NATS that is not there', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const connected = once(silent, 'connection')
    const { child, ended } = run(name, { ...good(name), NATS_URL: `nats://127.0.0.1:${port}` })
    await connected
    const begun = Date.now()
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
    expect(Date.now() - begun).toBeLessThan(5_000)
    silent.close()
  })
})

describe.each(['auth', 'chat'] as const)('the process of %s ends with 1 and says why', (name) => {
  test('where its schema is behind', async () => {
    await query(environment.adminUrl, `delete from ${name}.migration where part = 'service' and number = 2`)
    const { code, errors } = await run(name, good(name)).ended
    await query(
      environment.adminUrl,
      `insert into ${name}.migration (part, number, name, breaking) values ('service', 2, $1, false)`,
      [name === 'auth' ? 'sessions' : 'send'],
    )
    expect(code).toBe(1)
    expect(errors).toMatch(/the schema is behind: apply service 2 \w+/)
  })

  test('where its password is wrong', async () => {
    const env = good(name)
    const url = Object.assign(new URL(env.POSTGRES_URL ?? ''), { password: 'hunter2' }).href
    const { code, output, errors } = await run(name, { ...env, POSTGRES_URL: url }).ended
    expect(code).toBe(1)
    expect(errors).toMatch(/password authentication failed/)
    expect(errors + output).not.toContain('hunter2')
  })
})

test.each(['auth', 'chat'] as const)(
  'the process of %s tries again and says so where Postgres is not there, and ends at once when it is asked to',
  async (name) => {
    const absent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(absent, 'listening')
    const { port } = absent.address() as AddressInfo
    const env = good(name)
    const url = Object.assign(new URL(env.POSTGRES_URL ?? ''), { port: String(port) })
    const { child, ended } = run(name, { ...env, POSTGRES_URL: url.href })
    for (let tries = 0; tries < 2; tries++) await once(absent, 'connection')
    child.kill('SIGTERM')
    const { code, output, errors } = await ended
    expect(code).toBe(0)
    expect(output).toContain('Postgres is not there, trying again')
    expect(errors + output).not.toContain(url.password)
    absent.close()
  },
)
