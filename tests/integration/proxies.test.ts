/** A real nginx in front, with the settings that people give it. Where none can be had, this says so and tries nothing. */
import { mkdtemp, rm } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort, type Server, startNginx } from '@parley/backing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

/** What nginx says of a request to the gateway behind it. */
const settings = {
  'that keeps Host as it is': 'proxy_set_header Host $http_host; FORWARDED',
  'that names Host without its port': 'proxy_set_header Host $host; FORWARDED',
  'that names the host in X-Forwarded-Host': 'proxy_set_header X-Forwarded-Host $http_host; FORWARDED',
  'that says nothing of who asks': 'proxy_set_header Host $http_host;',
  'that puts its own word in the place of others':
    'proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;',
} as const
const forwarded =
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;'

type Way = keyof typeof settings
const ways = Object.keys(settings) as Way[]

/** Of each way with each gateway, as a name of this machine: `way-0-1.localhost`. */
const nameOf = (way: Way, gateway: number) => `way-${ways.indexOf(way)}-${gateway}.localhost`
const farName = 'far.localhost'

const server = (port: number, name: string, target: string, lines: string) => `
server {
  listen 127.0.0.1:${port};
  server_name ${name};
  location / {
    proxy_pass ${target};
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    ${lines.replace('FORWARDED', forwarded)}
  }
}`

const nginxSettings = (port: number, urls: readonly string[]): string => {
  const near = urls.flatMap((url, gateway) => ways.map((way) => server(port, nameOf(way, gateway), url, settings[way])))
  const behind = nameOf('that keeps Host as it is', 2)
  // The host by which the nearer one is chosen is told in Host, and the one of the browser beside it.
  const far = server(port, farName, `http://127.0.0.1:${port}`, `proxy_set_header Host ${behind}:${port}; ${forwarded}`)
  return [
    'map $http_upgrade $connection_upgrade { default upgrade; "" close; }',
    'server_names_hash_bucket_size 128;',
    ...near,
    far,
  ].join('\n')
}

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
const dataDir = await mkdtemp(join(tmpdir(), 'parley-nginx-'))
scope.defer(() => rm(dataDir, { recursive: true, force: true }))

/** Whether there is an nginx to be had. */
const probe = await startNginx({ dataDir: join(dataDir, 'probe'), settings: () => '' }).catch((reason: Error) => reason)
if (probe instanceof Error) console.warn(`NO NGINX (${probe.message}): what stands in front of gateways is NOT TRIED.`)
else await probe[Symbol.asyncDispose]()

describe.skipIf(probe instanceof Error)('behind an nginx', () => {
  const { log, lines } = keepLog()
  let world: World
  let ann: Person
  let nginx: Server

  beforeAll(async () => {
    const port = await freePort()
    const env = { TRUSTED_PROXIES: 'loopback' }
    const publicUrl = `http://${nameOf('that names Host without its port', 1)}:${port}`
    const places = [{}, { PUBLIC_URL: publicUrl }, { TRUSTED_HOPS: '2' }]
    world = scope.use(
      await startWorld(inject('backing'), { gateways: 3, env, gatewayEnv: (place) => places[place] ?? {}, log }),
    )
    nginx = scope.use(
      await startNginx({ dataDir: join(dataDir, 'nginx'), port, settings: () => nginxSettings(port, world.urls) }),
    )
    ann = await world.person('Ann')
  })

  /** Of somebody at this address of our machine, from a page of this origin. */
  interface Asker {
    readonly host: string
    readonly from?: string
    readonly origin?: string
    readonly headers?: Readonly<Record<string, string>>
  }

  const begin = (path: string, method: string, { host, from = '127.0.0.5', origin, headers }: Asker): ClientRequest =>
    request({
      host: '127.0.0.1',
      port: nginx.port,
      localAddress: from,
      method,
      path,
      headers: { Host: `${host}:${nginx.port}`, ...(origin ? { Origin: origin } : {}), ...headers },
    })

  const answerTo = (asking: ClientRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      asking.on('response', resolve)
      asking.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response)
      })
      asking.on('error', reject)
    })

  const post = async (path: string, body: object, asker: Asker) => {
    const asking = begin(path, 'POST', { ...asker, headers: { 'Content-Type': 'application/json', ...asker.headers } })
    asking.end(JSON.stringify(body))
    const response = await answerTo(asking)
    return { status: response.statusCode, body: await text(response) }
  }

  const openSocket = async (asker: Asker) => {
    const asking = begin('/v1/socket', 'GET', {
      ...asker,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol': `parley.v1.json, bearer.${ann.token}`,
        ...asker.headers,
      },
    })
    asking.end()
    const { statusCode } = await answerTo(asking)
    return statusCode
  }

  /** Of a socket, a command and a route. */
  const statuses = async (asker: Asker) => [
    await openSocket(asker),
    (await post('/v1/session.end', { refresh: 'x' }, asker)).status,
    (await post('/auth/session.create', { username: ann.username, password }, asker)).status,
  ]

  const allowed = [101, 200, 200]
  const forbidden = [403, 403, 403]
  const originAt = (host: string) => `http://${host}:${nginx.port}`

  test.each<[Way, number, readonly number[]]>([
    ['that keeps Host as it is', 0, allowed],
    ['that names the host in X-Forwarded-Host', 0, allowed],
    ['that names Host without its port', 1, allowed],
    ['that says nothing of who asks', 0, allowed],
    // Nobody tells the port, which may be that of somebody else's page.
    ['that names Host without its port', 0, forbidden],
  ])('%s, our own page is judged alike wherever it asks (gateway %i: %j)', async (way, gateway, expected) => {
    const host = nameOf(way, gateway)
    expect(await statuses({ host, origin: originAt(host) })).toEqual(expected)
  })

  test.each(ways)('%s, a foreign page is refused wherever it asks', async (way) => {
    for (const gateway of [0, 1])
      for (const origin of ['https://evil.example', `http://${nameOf(way, gateway)}:1`, 'null'])
        expect(await statuses({ host: nameOf(way, gateway), origin })).toEqual(forbidden)
  })

  test('the log tells what the page said, what would have been ours, and the setting that is missing', () => {
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const host = nameOf('that names Host without its port', 0)
    expect(told.find(({ origin }) => origin === originAt(host))).toMatchObject({
      level: 40,
      own: [`http://${host}`],
      msg: expect.stringContaining('PUBLIC_URL'),
    })
    expect(told.find(({ msg }) => String(msg).includes('sent no X-Forwarded-For'))).toMatchObject({ level: 40 })
  })

  /** The addresses that a socket and a log-in by either way are known by. */
  const addresses = async (asker: Asker): Promise<unknown[]> => {
    const before = lines.length
    expect(await statuses(asker)).toEqual(allowed)
    await post('/v1/session.create', { username: ann.username, password }, asker)
    const told = lines.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>)
    const { default: pg } = await import('pg')
    const admin = new pg.Client({ connectionString: world.environment.adminUrl })
    await admin.connect()
    const { rows } = await admin.query('select address from auth.session order by created_at desc limit 2')
    await admin.end()
    return [told.find(({ msg }) => msg === 'connection opened')?.address, ...rows.map(({ address }) => address)]
  }
  const forged = { 'X-Forwarded-For': '198.51.100.1', Forwarded: 'for=198.51.100.2', 'X-Real-IP': '198.51.100.3' }

  test.each<[Way | 'of two, one behind the other', string]>([
    ['that keeps Host as it is', '127.0.0.5'],
    ['that names the host in X-Forwarded-Host', '127.0.0.5'],
    ['that puts its own word in the place of others', '127.0.0.5'],
    ['of two, one behind the other', '127.0.0.5'],
  ])('%s, everybody is known by their own address, whatever they say of it', async (way, address) => {
    const host = way === 'of two, one behind the other' ? farName : nameOf(way, 0)
    for (const headers of [{}, forged]) expect(await addresses({ host, headers })).toEqual(Array(3).fill(address))
  })

  test('a path that it takes for another than we do reaches nothing', async () => {
    const host = nameOf('that keeps Host as it is', 0)
    for (const path of ['/auth/..%2fready', '/auth/%2e%2e%2fready', '/auth%2fsession.create', '/auth/..;/ready'])
      expect((await post(path, {}, { host })).body).not.toMatch(/"ready"|"session"/)
  })
})
