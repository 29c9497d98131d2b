/** Who is asking: what gateways and services make of a request before they look at what it wants. */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ErrorName, errors } from '@parley/protocol'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { type Spy, startSpy } from '../setup/spy.ts'
import { ask, type Headers, head, readAnswer, tell, type UpgradeAnswer, upgradeRequest } from '../setup/upgrade.ts'
import { gatewayKey, type Person, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
const publicUrl = 'https://chat.example.org:8443'
let world: World
let ann: Person
let spy: Spy
let admin: pg.Client
let page: string
/** Nobody is in front of the first; the second is behind a proxy on this machine. */
let open: string
let behind: string

beforeAll(async () => {
  spy = await startSpy()
  page = await mkdtemp(join(tmpdir(), 'parley-page-'))
  await writeFile(join(page, 'index.html'), '<!doctype html>')
  const env = { ALLOWED_ORIGINS: 'https://friend.example', PUBLIC_URL: publicUrl }
  const places = [{ PUBLIC_URL: '' }, { TRUSTED_PROXIES: 'loopback', ALLOWED_HOSTS: 'chat.internal' }]
  world = await startWorld(inject('backing'), {
    gateways: 2,
    env,
    gatewayEnv: (place) => ({ ...places[place], WEB_ROOT: page }),
    routes: { '/spy': spy.url },
    log,
  })
  ann = await world.person('Ann')
  admin = new pg.Client({ connectionString: world.environment.adminUrl })
  await admin.connect()
  ;[open, behind] = world.urls as [string, string]
})
afterAll(async () => {
  await admin.end()
  await world[Symbol.asyncDispose]()
  await spy[Symbol.asyncDispose]()
  await rm(page, { recursive: true })
})

const authUrl = () => `http://127.0.0.1:${world.auth.port}`
const chatUrl = () => `http://127.0.0.1:${world.chats[0]?.port}`

const handshake = async (url: string, headers: Headers = {}, path = '/v1/socket'): Promise<UpgradeAnswer> =>
  readAnswer(await tell(url, upgradeRequest(url, { path, protocols: `parley.v1.json, bearer.${ann.token}`, headers })))

/** Sends a text as it is, and leaves once it is answered. */
const untilAnswered = async (url: string, text: string): Promise<void> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.on('data', (data) => {
    received += data
    if (/HTTP\/1\.1 [2-5]/.test(received)) socket.destroy()
  })
  socket.on('error', () => {})
  socket.write(text, 'latin1')
  await once(socket, 'close')
}

const nameOf = ({ body }: UpgradeAnswer): string | undefined =>
  body.startsWith('{"error"') ? (JSON.parse(body) as { error: { name: string } }).error.name : undefined

const expectRefusal = (answer: UpgradeAnswer, name: ErrorName): void =>
  expect({ status: answer.status, name: nameOf(answer) }).toEqual({ status: errors[name].status, name })

const logged = (text: string) =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => String(msg).includes(text))

describe('a path is plain before it is routed', () => {
  const spellings = [
    '/auth/../ready',
    '/auth/..',
    '/auth/%2e%2e/ready',
    '/auth/%2E./ready',
    '/auth/..%2fready',
    '/auth/..%5cready',
    '/auth/..\\ready',
    '/auth/..;/ready',
    '/auth/;x/ready',
    '/.well-known/jwks.json/../../ready',
    '/spy/../ready',
    '/spy//ready',
    '//ready',
    '//auth/session.create',
    '/./v1/room.list',
    '/v1//room.list',
    '/v1/room%2elist',
    '/%761/room.list',
    '/auth./session.create',
    '/auth/session.create%00',
    'http://elsewhere/auth/session.create',
    '*',
  ]

  test.each(spellings)('%s is refused by gateways and services, and reaches nothing', async (path) => {
    for (const url of [open, authUrl(), chatUrl()])
      for (const method of ['GET', 'POST', 'OPTIONS'])
        expectRefusal(await ask(url, `${method} ${path}`), 'REQUEST_UNCLEAR')
    expectRefusal(await handshake(open, {}, path), 'REQUEST_UNCLEAR')
    expect(spy.seen()).toEqual([])
  })

  test.each([
    '/AUTH/session.create',
    '/Auth/session.refresh',
    '/V1/room.list',
    '/SPY',
    '/LIVE',
    '/auth/Session.Create',
  ])('%s is another address than the one in small letters', async (path) => {
    for (const url of [open, authUrl()]) expectRefusal(await ask(url, `POST ${path}`, {}, '{}'), 'ROUTE_NOT_FOUND')
    expect(spy.seen()).toEqual([])
  })

  test.each(['/auth/ready', '/auth/live', '/.well-known/ready', '/.well-known/jwks.json/ready'])(
    'what a service tells its orchestrator is not at %s',
    async (path) => {
      expectRefusal(await ask(open, `GET ${path}`), 'ROUTE_NOT_FOUND')
    },
  )
})

describe('a request says once for which host it is', () => {
  test.each(['/', '/v1/room.list', '/auth/session.refresh', '/live'])('at %s', async (path) => {
    for (const url of [open, authUrl(), chatUrl()])
      for (const second of [new URL(url).host, 'evil.example', ''])
        expectRefusal(await ask(url, `POST ${path}`, { host: second }, '{}'), 'REQUEST_UNCLEAR')
  })

  test('on its way to be a socket', async () => {
    expectRefusal(await handshake(open, { HOST: 'evil.example' }), 'REQUEST_UNCLEAR')
  })

  test.each(['', 'a b', 'user@localhost', 'localhost:99999', 'localhost/x', 'a,b'])('and not with %j', async (Host) => {
    expectRefusal(await ask(open, 'GET /', { Host }), 'REQUEST_UNCLEAR')
    expectRefusal(await handshake(open, { Host }), 'REQUEST_UNCLEAR')
  })

  test('but whoever looks whether a process is well need not, as with HTTP/1.0', async () => {
    const old = async (path: string) => readAnswer(await tell(open, `GET ${path} HTTP/1.0\r\n\r\n`))
    expect((await old('/ready')).status).toBe(200)
    expectRefusal(await old('/'), 'REQUEST_UNCLEAR')
    expect((await ask(open, 'GET /ready', { Host: undefined })).status).toBe(400)
  })
})

describe('a name that nobody gave us, bound to our address by somebody, is refused', () => {
  const foreign = ['evil.example', 'evil.example:8080', 'localhost.evil.example', 'parley']

  test.each(foreign)('%s, whatever is asked', async (Host) => {
    const origin = { Origin: `http://${Host}` }
    for (const url of [open, authUrl()]) {
      expectRefusal(await ask(url, 'POST /auth/session.create', { Host, ...origin }, '{}'), 'HOST_UNKNOWN')
      expectRefusal(await ask(url, 'GET /.well-known/jwks.json', { Host }), 'HOST_UNKNOWN')
    }
    for (const line of ['GET /', 'GET /v1/room.list', 'POST /v1/session.create', 'POST /spy'])
      expectRefusal(await ask(open, line, { Host }), 'HOST_UNKNOWN')
    expectRefusal(await handshake(open, { Host, ...origin }), 'HOST_UNKNOWN')
    expect(spy.seen()).toEqual([])
  })

  test('also where a page at it pretends that a proxy sent it, to a service as to a gateway', async () => {
    const pretended = { Host: 'evil.example', 'X-Forwarded-Host': 'localhost', 'X-Forwarded-For': '192.0.2.1' }
    for (const url of [open, behind, authUrl()])
      expectRefusal(await ask(url, 'POST /auth/session.create', pretended, '{}'), 'HOST_UNKNOWN')
  })

  test('and the log names the host, and the settings that would allow it', () => {
    const [line] = logged('was refused')
    expect(line).toMatchObject({ level: 40, host: foreign[0], peer: '127.0.0.1', public_url: expect.any(String) })
    expect(line?.msg).toMatch(/PUBLIC_URL.*ALLOWED_HOSTS/)
  })

  test.each(['localhost', 'localhost:8080', '10.1.2.3:8080', '[::1]:8080', '127.0.0.1'])(
    'while %s is good',
    async (Host) => {
      expect((await ask(open, 'POST /v1/session.end', { Host }, '{"refresh":"x"}')).status).toBe(200)
      expect((await handshake(open, { Host })).status).toBe(101)
    },
  )

  test('while the public address and the names that are allowed are good', async () => {
    for (const Host of ['chat.example.org:8443', 'chat.example.org', 'chat.internal'])
      expect((await ask(behind, 'POST /v1/session.end', { Host }, '{"refresh":"x"}')).status).toBe(200)
  })

  test('while probes may call a process as they like', async () => {
    for (const url of [open, authUrl(), chatUrl()])
      for (const path of ['/live', '/ready'])
        expect((await ask(url, `GET ${path}`, { Host: 'any.example' })).status).toBe(200)
  })
})

describe('a page is judged alike wherever it asks', () => {
  /** The verdicts of a socket, of /v1 and of /auth: whether the page may. */
  const verdicts = async (url: string, headers: Headers) => {
    const answers = [
      await handshake(url, headers),
      await ask(url, 'POST /v1/session.end', headers, '{"refresh":"x"}'),
      await ask(url, 'POST /auth/session.refresh', headers, '{}'),
    ]
    const refused = (answer: UpgradeAnswer) => answer.status === 403 && nameOf(answer) !== 'COOKIE_NOT_KEPT'
    for (const answer of answers) if (refused(answer)) expectRefusal(answer, 'ORIGIN_FORBIDDEN')
    return answers.map((answer) => !refused(answer) && (answer.status !== 401 || nameOf(answer) === 'REFRESH_INVALID'))
  }
  const all = (may: boolean) => [may, may, may]

  test.each<[string, boolean, Headers]>([
    ['a program', true, {}],
    ['our own', true, { Host: 'localhost:8080', Origin: 'http://localhost:8080' }],
    ['a friend, who is allowed', true, { Origin: 'https://friend.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['a stranger', false, { Origin: 'https://evil.example' }],
    ['one on another port', false, { Host: 'localhost:8080', Origin: 'http://localhost:8081' }],
    ['one that hides', false, { Origin: 'null' }],
    ['one that says nothing, of another site', false, { 'Sec-Fetch-Site': 'cross-site' }],
    ['one that says nothing, of our site', false, { 'Sec-Fetch-Site': 'same-site' }],
  ])('%s: %s', async (_, may, headers) => {
    for (const url of [open, behind]) expect(await verdicts(url, headers)).toEqual(all(may))
  })

  test.each<[string, boolean, Headers]>([
    ['which passes the host on', true, { Host: 'chat.example.org:8443', Origin: publicUrl }],
    ['which forgets the port, as with $host', true, { Host: 'chat.example.org', Origin: publicUrl }],
    [
      'which says the host in a header of its own',
      true,
      { 'X-Forwarded-Host': 'chat.example.org:8443', Origin: publicUrl },
    ],
    ['which forgets the port there', true, { 'X-Forwarded-Host': 'chat.example.org', Origin: publicUrl }],
    ['for a name that is allowed', true, { 'X-Forwarded-Host': 'chat.internal', Origin: 'https://chat.internal' }],
    ['for somebody else', false, { 'X-Forwarded-Host': 'chat.example.org', Origin: 'https://evil.example' }],
    ['for our name without TLS', false, { 'X-Forwarded-Host': 'chat.example.org', Origin: 'http://chat.example.org' }],
  ])('behind a proxy %s: %s', async (_, may, headers) => {
    expect(await verdicts(behind, { 'X-Forwarded-Proto': 'https', ...headers })).toEqual(all(may))
  })

  test('and a scheme that it tells of sockets as wss is HTTPS too', async () => {
    for (const proto of ['https', 'wss', 'WSS'])
      for (const Origin of ['http://chat.internal', 'https://chat.internal']) {
        const headers = { 'X-Forwarded-Proto': proto, 'X-Forwarded-Host': 'chat.internal', Origin }
        expect(await verdicts(behind, headers), `${proto} ${Origin}`).toEqual(all(Origin.startsWith('https')))
      }
  })

  test('and a header of a proxy counts from a proxy alone', async () => {
    const headers = { 'X-Forwarded-Host': 'chat.example.org', Origin: 'http://chat.example.org' }
    expect(await verdicts(open, headers)).toEqual(all(false))
  })

  test('and the log names both origins, and the settings that would allow it', () => {
    const [line] = logged('a page of a foreign origin was refused')
    expect(line).toMatchObject({ level: 40, origin: expect.any(String), own: [expect.stringMatching(/^https?:/)] })
    expect(line?.msg).toMatch(/PUBLIC_URL.*ALLOWED_ORIGINS/)
  })

  test('and one that may not has nothing passed on for it, in no method that does something', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expectRefusal(await ask(open, `${method} /spy`, { Origin: 'https://evil.example' }), 'ORIGIN_FORBIDDEN')
    expect(spy.seen()).toEqual([])
  })
})

describe('what a page can send without being asked is no command', () => {
  const input = '{"username":"ann","password":"a guess of somebody"}'
  const types = [
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ]
  const others = ['text/plain; x=application/json', 'application/jsonx', 'application/json, text/plain', 'nonsense', '']

  test.each([...types, ...others])('%j', async (type) => {
    for (const path of ['/v1/session.create', '/auth/session.create', '/v1/nothing.such'])
      expectRefusal(await ask(open, `POST ${path}`, { 'Content-Type': type }, input), 'JSON_ONLY')
  })

  test('nor is what says nothing of its type, and the answer tells what to say', async () => {
    for (const path of ['/v1/session.create', '/auth/session.create']) {
      const answer = await ask(open, `POST ${path}`, { 'Content-Type': undefined }, input)
      expectRefusal(answer, 'JSON_ONLY')
      expect(answer.body).toContain('Content-Type: application/json')
    }
  })

  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json ; charset="UTF-8"',
  ])('while %j is', async (type) => {
    expect((await ask(open, 'POST /v1/session.end', { 'Content-Type': type }, '{"refresh":"x"}')).status).toBe(200)
  })
})

describe('the address of a caller', () => {
  const addressOfSession = async (session: string): Promise<string> =>
    (await admin.query('select address from auth.session where id = $1', [session])).rows[0].address

  /** Whom a socket, a command and a route take it for. */
  const addresses = async (url: string, headers: Headers): Promise<string[]> => {
    const from = lines.length
    await handshake(url, headers)
    const opened = lines.slice(from).find((line) => line.includes('connection opened')) ?? '{}'
    const input = JSON.stringify({ username: ann.username, password: 'correct horse battery' })
    const sessions = ['/v1', '/auth'].map(async (path) => {
      const { body } = await ask(url, `POST ${path}/session.create`, headers, input)
      return addressOfSession((JSON.parse(body) as { session: string }).session)
    })
    return [(JSON.parse(opened) as { address: string }).address, ...(await Promise.all(sessions))]
  }

  test.each<[string, string | undefined, string]>([
    ['is the one that a proxy names', '203.0.113.7', '203.0.113.7'],
    ['has no port', '203.0.113.7:50001', '203.0.113.7'],
    ['is the nearest that no proxy of ours has', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['has one spelling', '"[2001:0DB8::0001]:443"', '2001:db8::1'],
    ['is IPv4 where it is mapped', '::ffff:203.0.113.7', '203.0.113.7'],
    ['is that of the proxy, where it names nobody', undefined, '127.0.0.1'],
    ['is that of the proxy, where its client hides', '203.0.113.7, unknown', '127.0.0.1'],
    ['cannot be chosen from within our own networks', '198.51.100.1, 127.0.0.9', '127.0.0.9'],
  ])('%s, for sockets, commands and routes alike', async (_, forwarded, address) => {
    expect(await addresses(behind, { 'X-Forwarded-For': forwarded })).toEqual([address, address, address])
  })

  test('is that of the connection where nobody is in front, whatever it says', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.7', Forwarded: 'for=203.0.113.8', 'X-Real-IP': '203.0.113.9' }
    expect(await addresses(open, headers)).toEqual(Array(3).fill('127.0.0.1'))
  })

  test('is read from several headers as from one', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.1', 'x-forwarded-for': '203.0.113.7' }
    expect(await addresses(behind, headers)).toEqual(Array(3).fill('203.0.113.7'))
  })

  test('is not what somebody tells a service that is no gateway, also from this machine', async () => {
    const input = JSON.stringify({ username: ann.username, password: 'correct horse battery' })
    for (const more of [{}, { 'X-Parley-Gateway': 'a-key-of-gateways-and-servicez' }, { 'X-Parley-Gateway': '' }]) {
      const headers = { 'X-Forwarded-For': '203.0.113.7', ...more }
      const { body } = await ask(authUrl(), 'POST /auth/session.create', headers, input)
      expect(await addressOfSession(JSON.parse(body).session)).toBe('127.0.0.1')
    }
  })

  test.each<[string, string]>([
    ['a stranger says for whom it asks', 'TRUSTED_PROXIES does not name'],
    ['a proxy says for nobody', 'sent no X-Forwarded-For'],
    ['there are more proxies than are set', 'TRUSTED_HOPS'],
  ])('leaves a line in the log where %s', (_, text) => {
    expect(logged(text)[0]).toMatchObject({ level: 40, peer: '127.0.0.1' })
  })
})

describe('what reaches a service', () => {
  const forged = {
    'X-Forwarded-For': '203.0.113.7, 198.51.100.1',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'gopher',
    'X-Forwarded-Port': '1',
    'X-Forwarded-Server': 'evil.example',
    'X-Real-IP': '203.0.113.7',
    Forwarded: 'for=203.0.113.7;host=evil.example',
    'X-Parley-Gateway': 'made up',
  }
  const forwarding = /forwarded|real-ip|x-parley/i

  /** Names and values as they came, so that a header that came twice shows. */
  const forwardingOf = (seen: ReturnType<Spy['seen']>): string[][] =>
    seen.map(({ rawHeaders }) =>
      rawHeaders.flatMap((name, place) =>
        place % 2 === 0 && forwarding.test(name) ? `${name.toLowerCase()}: ${rawHeaders[place + 1]}` : [],
      ),
    )

  test.each<[string, Headers]>([
    ['', {}],
    [
      ', nor by naming it as what its connection is about',
      { Connection: 'close, x-forwarded-for, x-forwarded-host, x-parley-gateway' },
    ],
  ])('of who asks is what the gateway says, once, and nothing that a client says%s', async (_, more) => {
    const { host } = new URL(open)
    expect((await ask(open, 'POST /spy/x?y=z', { ...forged, ...more }, '{}')).status).toBe(200)
    expect(forwardingOf(spy.seen()).map((headers) => headers.sort())).toEqual([
      [
        'x-forwarded-for: 127.0.0.1',
        `x-forwarded-host: ${host}`,
        'x-forwarded-proto: http',
        `x-parley-gateway: ${gatewayKey}`,
      ],
    ])
  })

  test('through a proxy is one address, and the public host and scheme', async () => {
    const headers = { ...forged, Host: 'chat.example.org', 'X-Forwarded-Host': 'chat.example.org' }
    expect((await ask(behind, 'GET /spy', headers)).status).toBe(200)
    expect(spy.seen()[0]?.headers).toMatchObject({
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-host': 'chat.example.org:8443',
      'x-forwarded-proto': 'https',
    })
  })

  test('keeps nothing that belongs to one connection alone', async () => {
    const headers = {
      Connection: 'keep-alive, close, X-Mine, Upgrade',
      'X-Mine': 'forget it',
      'Keep-Alive': 'timeout=100',
      'Proxy-Authorization': 'Basic YTpi',
      'Proxy-Connection': 'keep-alive',
      TE: 'trailers',
      Trailer: 'x',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAMAAABkAAQAAP__',
      'X-Other': 'stays',
    }
    expect((await ask(open, 'POST /spy', headers, '{}')).status).toBe(200)
    const [seen] = spy.seen()
    expect(seen?.headers).toMatchObject({ 'x-other': 'stays', connection: 'close', 'content-length': '2' })
    for (const name of Object.keys(headers).map((each) => each.toLowerCase()))
      if (!['connection', 'x-other'].includes(name)) expect(seen?.headers).not.toHaveProperty(name)
  })

  const inner =
    'POST /spy/inner HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Length: 0\r\n\r\n'
  const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`

  test.each<[string, string, Headers, string]>([
    ['a length and chunks', 'POST', { 'Content-Length': '4', 'Transfer-Encoding': 'chunked' }, `0\r\n\r\n${inner}`],
    ['chunks in other letters', 'POST', { 'Content-Length': '4', 'TRANSFER-ENCODING': 'Chunked' }, `0\r\n\r\n${inner}`],
    ['chunks with a blank before the colon', 'POST', { 'Transfer-Encoding ': 'chunked', 'Content-Length': '0' }, inner],
    ['chunks of a strange kind', 'POST', { 'Transfer-Encoding': 'xchunked', 'Content-Length': '0' }, inner],
    ['chunks twice', 'POST', { 'Transfer-Encoding': 'chunked, identity' }, chunk],
    ['two lengths', 'POST', { 'Content-Length': '0', 'content-length': String(inner.length) }, inner],
    ['a length with a sign', 'POST', { 'Content-Length': `+${inner.length}` }, inner],
    ['a DELETE in chunks', 'DELETE', { 'Transfer-Encoding': 'chunked' }, chunk],
    [
      'a DELETE in chunks that would change to something else',
      'DELETE',
      { 'Transfer-Encoding': 'chunked', Connection: 'Upgrade', Upgrade: 'h2c' },
      chunk,
    ],
    [
      'an OPTIONS in chunks that would change to something else',
      'OPTIONS',
      { 'Transfer-Encoding': 'chunked', Connection: 'Upgrade', Upgrade: 'h2c' },
      chunk,
    ],
    [
      'chunks whose framing is called a matter of the connection',
      'POST',
      { 'Transfer-Encoding': 'chunked', Connection: 'close, transfer-encoding' },
      chunk,
    ],
    [
      'a length that is called a matter of the connection',
      'POST',
      { 'Content-Length': String(inner.length), Connection: 'close, content-length' },
      inner,
    ],
    ['a body with a GET', 'GET', { 'Content-Length': String(inner.length) }, inner],
    [
      'a request that waits for a word',
      'POST',
      { Expect: '100-continue', 'Content-Length': String(inner.length) },
      inner,
    ],
    [
      'trailers',
      'POST',
      { 'Transfer-Encoding': 'chunked', Trailer: 'X-Forwarded-For' },
      `${chunk.slice(0, -2)}X-Forwarded-For: 203.0.113.7\r\n\r\n`,
    ],
    ['a line that ends in half', 'POST', { 'X-A': 'b\nX-Forwarded-For: 203.0.113.7', 'Content-Length': '0' }, inner],
  ])('is no request that was hidden in another, by %s', async (_, method, headers, body) => {
    await untilAnswered(open, head(open, `${method} /spy/outer`, headers) + body)
    await ask(open, 'GET /spy/after')
    const seen = spy.seen().filter(({ url }) => url !== '/spy/after')
    expect(seen.length).toBeLessThanOrEqual(1)
    for (const { url, headers: told, body: read } of seen) {
      expect(url).toBe('/spy/outer')
      expect(told['x-forwarded-for']).toBe('127.0.0.1')
      expect(['', inner]).toContain(read)
    }
  })

  test('is nothing of an upgrade: only the address of the socket has any', async () => {
    for (const path of ['/spy', '/auth/session.create'])
      expectRefusal(await handshake(open, {}, path), 'ROUTE_NOT_FOUND')
    expect(spy.seen()).toEqual([])
  })
})

describe('every answer', () => {
  const requests: readonly (readonly [string, string, Headers])[] = [
    ['the page', 'GET /index.html', {}],
    ['a file that is not there', 'GET /assets/nothing.js', {}],
    ['an address that is not there', 'GET /nothing', {}],
    ['a probe', 'GET /ready', {}],
    ['a command', 'POST /v1/session.end', {}],
    ['a command without a token', 'POST /v1/room.list', {}],
    ['a type that is not JSON', 'POST /v1/session.end', { 'Content-Type': 'text/plain' }],
    ['a route', 'GET /.well-known/jwks.json', {}],
    ['a route that refuses', 'POST /auth/session.refresh', {}],
    ['a route of somebody else', 'GET /spy', {}],
    ['a foreign page', 'POST /v1/session.end', { Origin: 'https://evil.example' }],
    ['a foreign host', 'GET /', { Host: 'evil.example' }],
    ['a path that is not plain', 'GET /auth/../ready', {}],
    ['a request that is none', 'NONSENSE /', {}],
    ['a header that is none', 'GET /', { 'Bad Name': 'x' }],
  ]

  const expectHeaders = ({ headers, body }: UpgradeAnswer) => {
    // A page that is refused may see that it is; of handshakes no page sees anything.
    const policy = body.includes('ORIGIN_FORBIDDEN') && headers['cross-origin-resource-policy'] === 'cross-origin'
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': policy ? 'cross-origin' : 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
  }

  test.each(requests)(
    'to %s keeps browsers from guessing and says nothing of what made it',
    async (_, line, headers) => {
      expectHeaders(await ask(open, line, headers, line.startsWith('POST') ? '{"refresh":"x"}' : ''))
    },
  )

  test.each<[string, Headers, string?]>([
    ['at another address', {}, '/nothing'],
    ['of a foreign page', { Origin: 'https://evil.example' }],
    ['without a token', { 'Sec-WebSocket-Protocol': 'parley.v1.json' }],
    ['of another version', { 'Sec-WebSocket-Version': '8' }],
    ['with a key that is none', { 'Sec-WebSocket-Key': 'short' }],
  ])('to a handshake %s does so too', async (_, headers, path) => {
    const answer = await handshake(open, headers, path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expectHeaders(answer)
  })

  test('of services and for metrics does so too', async () => {
    for (const url of [authUrl(), chatUrl()])
      for (const path of ['/live', '/nothing']) expectHeaders(await ask(url, `GET ${path}`))
  })

  test('to a command, to a route of ours, and of an error is kept by nobody', async () => {
    for (const line of [
      'POST /v1/session.end',
      'POST /v1/room.list',
      'POST /auth/session.refresh',
      'GET /nothing',
      'GET /v1/x',
    ])
      expect((await ask(open, line, {}, '{}')).headers['cache-control'], line).toBe('no-store')
    expect((await ask(open, 'GET /.well-known/jwks.json')).headers['cache-control']).toBe('public, max-age=60')
  })

  test('over TLS says that it stays so, and no other does', async () => {
    const hsts = async (url: string, line: string, headers: Headers) =>
      (await ask(url, line, headers)).headers['strict-transport-security']
    for (const line of ['GET /', 'GET /spy', 'GET /.well-known/jwks.json', 'POST /v1/room.list', 'GET /nothing']) {
      expect(await hsts(behind, line, { 'X-Forwarded-Proto': 'https' }), line).toMatch(/^max-age=\d{8}$/)
      expect(await hsts(behind, line, { Host: 'chat.example.org' }), line).toMatch(/^max-age=\d{8}$/)
      expect(await hsts(behind, line, { 'X-Forwarded-Proto': 'http' }), line).toBeUndefined()
      expect(await hsts(open, line, { 'X-Forwarded-Proto': 'https' }), line).toBeUndefined()
    }
  })
})
