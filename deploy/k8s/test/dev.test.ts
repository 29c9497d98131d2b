/** What the manifests of dev hand to Jobs and processes, handed to them here, on real servers. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startNats, startPostgres, startRedis } from '@parley/backing'
import { isEvent, Parley, signUp } from '@parley/client'
import { startGateway } from '@parley/gateway'
import { services } from '@parley/platform'
import { startService } from '@parley/service-kit'
import { compiled, programOf } from '@parley/service-kit/testing'
import { expect, test } from 'vitest'
import { containerOf, hasKubectl, type KubeObject, Manifests } from './manifests.ts'
import { variablesOf } from './settings.ts'

const command = programOf('packages/platform/src/main.ts')

/** A file in the Secret of this name. */
const fileOf = (manifests: Manifests, secret: string, file: string): string => {
  const found = manifests.ofKind('Secret').find(({ metadata }) => metadata.name.startsWith(`${secret}-`)) as KubeObject
  return Buffer.from(found.data[file], 'base64').toString()
}

const startServers = async (scope: AsyncDisposableStack, manifests: Manifests) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-dev-'))
  scope.defer(() => rm(folder, { recursive: true }))
  const { data } = manifests.ofKind('Secret').find(({ metadata }) => metadata.name.startsWith('nats-')) as KubeObject
  const passwords = Object.entries<string>(data).map(([name, value]) => `${name}: ${Buffer.from(value, 'base64')}\n`)
  const files = manifests.ofKind('ConfigMap').find(({ metadata }) => metadata.name.startsWith('nats-')) as KubeObject
  const authorization = passwords.join('') + files.data['authorization.conf']
  return {
    postgres: scope.use(await startPostgres({ dataDir: join(folder, 'postgres'), durable: false })),
    nats: scope.use(await startNats({ dataDir: join(folder, 'nats'), authorization })),
    redis: scope.use(
      await startRedis({ dataDir: join(folder, 'redis'), users: fileOf(manifests, 'redis', 'redis.conf') }),
    ),
  }
}

/** Sign up, meet, write and read. */
const talk = async (url: string): Promise<string> => {
  const people = ['ann', 'bob'].map((name) => signUp({ url }, { username: name, password: 'correct horse', name }))
  const [ann, bob] = (await Promise.all(people)) as [Awaited<(typeof people)[0]>, Awaited<(typeof people)[0]>]
  await using writer = new Parley({ url, token: ann.token })
  await using reader = new Parley({ url, token: bob.token })
  await reader.ready
  const heard = new Promise<string>((resolve) => {
    reader.on('event', (event) => isEvent(event, 'message.sent') && resolve(event.is.text))
  })
  await (await writer.createDirect(bob.user)).send('Hello')
  return await heard
}

test.skipIf(!hasKubectl)('with what dev hands them, Jobs migrate and processes are a platform that works', async () => {
  await using scope = new AsyncDisposableStack()
  const manifests = new Manifests('dev')
  const { postgres, nats, redis } = await startServers(scope, manifests)
  const ports = new Map([
    ['postgres:5432', postgres.port],
    ['nats:4222', nats.port],
    ['redis:6379', redis.port],
  ])
  const settingsOf = (workload: KubeObject) => {
    const here = (value = '') => {
      for (const [there, port] of ports) value = value.replaceAll(there, `127.0.0.1:${port}`)
      return value
    }
    const given = [...variablesOf(manifests, workload).values()].map(({ name, value }) => [name, here(value)])
    return { ...Object.fromEntries(given), HOST: '127.0.0.1', HTTP_PORT: '0', METRICS_PORT: '', LOG_LEVEL: 'warn' }
  }

  for (const job of manifests.ofKind('Job')) {
    const env = { ...compiled, ...settingsOf(job), POSTGRES_URL: postgres.url }
    const child = spawn(process.execPath, [command, ...containerOf(job).args], { env })
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  }
  for (const { service } of services) {
    const running = await startService(service, settingsOf(manifests.get('Deployment', `parley-${service.name}`)))
    scope.use(running)
    ports.set(`parley-${service.name}:8080`, running.port)
  }
  const env = { ...settingsOf(manifests.get('Deployment', 'parley-gateway')), DRAIN_MS: '0' }
  const { port } = scope.use(await startGateway(env))
  expect(await talk(`http://127.0.0.1:${port}`)).toBe('Hello')
  const keys = await fetch(`http://127.0.0.1:${port}/.well-known/jwks.json`)
  expect(await keys.json()).toMatchObject({ keys: [{ kty: 'EC' }] })
})
