/** The values for the chart of NATS, and the servers that they make: real ones, with the configuration as the chart writes it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { freePort, startNats } from '@parley/backing'
import { natsPasswordVariable, processes } from '@parley/platform'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { eventually } from '../../../tests/setup/eventually.ts'
import type { Any } from './manifests.ts'

const values = parse(await readFile(new URL('../examples/nats-values.yaml', import.meta.url), 'utf8'), { merge: true })
const routes = 'NATS_PASSWORD_ROUTES'
const patienceMs = 20_000

/** As the chart does it: what stands between << and >> is not put in quotes. */
const configOf = (cluster: Any): string => `cluster: ${JSON.stringify(cluster).replaceAll(/"<< (\S+) >>"/g, '$1')}\n`

/** Variables of the environment, where the pods of the chart are servers of this machine. */
const variablesFor = (ports: readonly number[], password: string): string => {
  const here = (value: string) =>
    value
      .replace(`$(${routes})`, password)
      .replace(/nats-(\d)\.nats-headless:6222/, (_, place) => `127.0.0.1:${ports[place]}`)
  const given = Object.entries<Any>(values.container.env).filter(([name]) => name.startsWith('NATS_ROUTE_'))
  return [`${routes}: ${password}`, ...given.map(([name, value]) => `${name}: ${here(value)}`)].join('\n')
}

const startServer = async (scope: AsyncDisposableStack, settings: string) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-routes-'))
  scope.defer(() => rm(dataDir, { recursive: true, force: true }))
  const { url } = scope.use(await startNats({ dataDir, settings }))
  const client = await connect({ servers: url.replace(/\/\/.*@/, '//'), ...userOf(url) })
  scope.defer(() => client.close())
  return { client, said: () => readFile(join(dataDir, 'nats.log'), 'utf8') }
}
const userOf = (url: string) => {
  const { username, password } = new URL(url)
  return { user: username, pass: password }
}

const heardBy = (client: NatsConnection) => {
  const heard: string[] = []
  client.subscribe('parley.>', { callback: (_, message) => void heard.push(message.string()) })
  return heard
}

describe('NATS of the examples', () => {
  test('is a cluster of servers that know the password of routes, and no other server hears or says anything in it', async () => {
    await using scope = new AsyncDisposableStack()
    const ports = await Promise.all([freePort(), freePort(), freePort()])
    const variables = variablesFor(ports, 'abcdefghijklmnop')
    const { merge } = values.config.cluster
    const servers = await Promise.all(
      ports.map((port) =>
        startServer(
          scope,
          `${variables}\n${configOf({ name: 'nats', host: '127.0.0.1', port, no_advertise: true, ...merge })}`,
        ),
      ),
    )
    const [first, second] = servers as [(typeof servers)[0], (typeof servers)[0]]
    const stranger = await startServer(
      scope,
      configOf({ name: 'nats', host: '127.0.0.1', port: await freePort(), routes: [`nats://127.0.0.1:${ports[0]}`] }),
    )
    const [heard, overheard] = [heardBy(first.client), heardBy(stranger.client)]
    const refused = async () => /authentication error|authorization (violation|error)/i.test(await first.said())
    await eventually('the stranger was refused', refused, patienceMs)
    const sayAll = () => {
      stranger.client.publish('parley.cmd.chat', 'forged')
      second.client.publish('parley.cmd.chat', 'true')
      return heard.includes('true')
    }
    await eventually('the others are one cluster', sayAll, patienceMs)
    await stranger.client.flush()
    expect(new Set(heard)).toEqual(new Set(['true']))
    expect(overheard).not.toContain('true')
  }, 60_000)

  test('is given every password by its Secret, and has none of them in what the chart writes into a ConfigMap', () => {
    const { env } = values.container
    for (const name of [...[...processes.keys()].map(natsPasswordVariable), routes])
      expect(env[name]?.valueFrom.secretKeyRef).toEqual({ name: 'nats-passwords', key: name })
    expect(JSON.stringify(values.config.cluster)).toMatch(/"password":"<< \$NATS_PASSWORD_ROUTES >>"/)
    const spelled = Object.entries<Any>(env).filter(
      ([, value]) => typeof value === 'string' && /:\/\/[^/:]*:[^$]/.test(value),
    )
    expect(spelled).toEqual([])
  })

  test('has as many routes as servers, and a password sorts before the routes that have it in them', () => {
    const names = Object.keys(values.container.env).filter((name) => name.startsWith('NATS_ROUTE_'))
    expect(names).toHaveLength(values.config.cluster.replicas)
    expect(values.config.cluster.merge.routes).toEqual(names.map((name) => `<< $${name} >>`))
    for (const name of names) expect([name, routes].toSorted()).toEqual([routes, name])
  })

  test('says what its containers need, and keeps to the restricted security standard', () => {
    const { securityContext, automountServiceAccountToken } = values.podTemplate.merge.spec
    expect(automountServiceAccountToken).toBe(false)
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    for (const { merge } of [values.container, values.reloader]) {
      expect(merge.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } })
      const all = { cpu: expect.any(String), memory: expect.any(String) }
      expect(merge.resources).toEqual({ requests: all, limits: all })
    }
    expect(values.natsBox.enabled).toBe(false)
  })
})
