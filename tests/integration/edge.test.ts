/** Who is asking: what gateways and services make of a request before they look at what it wants. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type EdgeWorld, publicUrl, startEdgeWorld } from '../setup/edge-world.ts'
import { errorIn, expectRefusal } from '../setup/refusal.ts'
import { ask, type Headers, readAnswer, tell, type UpgradeAnswer } from '../setup/upgrade.ts'

let edge: EdgeWorld
let open: string
let behind: string
let admin: pg.Client
beforeAll(async () => {
  edge = await startEdgeWorld(inject('backing'))
  ;({ open, behind } = edge)
  admin = new pg.Client({ connectionString: edge.world.environment.adminUrl })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await edge[Symbol.asyncDispose]()
})

const logged = (text: string) =>
  edge.lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => String(msg).includes(text))

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
    for (const url of [open, edge.authUrl, edge.chatUrl])
      for (const method of ['GET', 'POST', 'OPTIONS'])
        expectRefusal(await ask(url, `${method} ${path}`), 'REQUEST_UNCLEAR')
    expectRefusal(await edge.handshake(open, {}, path), 'REQUEST_UNCLEAR')
    expect(edge.spy.seen()).toEqual([])
  })

  test.each([
    '/AUTH/session.create',
    '/Auth/session.refresh',
    '/V1/room.list',
    '/SPY',
    '/LIVE',
    '/auth/Session.Create',
  ])('%s is another address than the one in small letters', async (path) => {
    for (const url of [open, edge.authUrl]) expectRefusal(await ask(url, `POST ${path}`, {}, '{}'), 'ROUTE_NOT_FOUND')
    expect(edge.spy.seen()).toEqual([])
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
    for (const url of [open, edge.authUrl, edge.chatUrl])
      for (const second of [new URL(url).host, 'evil.example', ''])
        expectRefusal(await ask(url, `POST ${path}`, { host: second }, '{}'), 'REQUEST_UNCLEAR')
  })

  test('on its way to be a socket', async () => {
    expectRefusal(await edge.handshake(open, { HOST: 'evil.example' }), 'REQUEST_UNCLEAR')
  })

  test.each(['', 'a b', 'user@localhost', 'localhost:99999', 'localhost/x', 'a,b'])('and not with %j', async (Host) => {
    expectRefusal(await ask(open, 'GET /', { Host }), 'REQUEST_UNCLEAR')
    expectRefusal(await edge.handshake(open, { Host }), 'REQUEST_UNCLEAR')
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
    for (const url of [open, edge.authUrl]) {
      expectRefusal(await ask(url, 'POST /auth/session.create', { Host, ...origin }, '{}'), 'HOST_UNKNOWN')
      expectRefusal(await ask(url, 'GET /.well-known/jwks.json', { Host }), 'HOST_UNKNOWN')
    }
    for (const line of ['GET /', 'GET /v1/room.list', 'POST /v1/session.create', 'POST /spy'])
      expectRefusal(await ask(open, line, { Host }), 'HOST_UNKNOWN')
    expectRefusal(await edge.handshake(open, { Host, ...origin }), 'HOST_UNKNOWN')
    expect(edge.spy.seen()).toEqual([])
  })

  test('also where a page at it pretends that a proxy sent it, to a service as to a gateway', async () => {
    const pretended = { Host: 'evil.example', 'X-Forwarded-Host': 'localhost', 'X-Forwarded-For': '192.0.2.1' }
    for (const url of [open, behind, edge.authUrl])
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
      expect((await edge.handshake(open, { Host })).status).toBe(101)
    },
  )

  test('while the public address and the names that are allowed are good', async () => {
    for (const Host of ['chat.example.org:8443', 'chat.example.org', 'chat.internal'])
      expect((await ask(behind, 'POST /v1/session.end', { Host }, '{"refresh":"x"}')).status).toBe(200)
  })

  test('while probes may call a process as they like', async () => {
    for (const url of [open, edge.authUrl, edge.chatUrl])
      for (const path of ['/live', '/ready'])
        expect((await ask(url, `GET ${path}`, { Host: 'any.example' })).status).toBe(200)
  })
})

describe('a page is judged alike wherever it asks', () => {
  /** The verdicts of a socket, of /v1 and of /auth: whether the page may. */
  const verdicts = async (url: string, headers: Headers) => {
    const answers = [
      await edge.handshake(url, headers),
      await ask(url, 'POST /v1/session.end', headers, '{"refresh":"x"}'),
      await ask(url, 'POST /auth/session.refresh', headers, '{}'),
    ]
    const refused = (answer: UpgradeAnswer) => answer.status === 403 && errorIn(answer)?.name !== 'COOKIE_NOT_KEPT'
    for (const answer of answers) if (refused(answer)) expectRefusal(answer, 'ORIGIN_FORBIDDEN')
    return answers.map(
      (answer) => !refused(answer) && (answer.status !== 401 || errorIn(answer)?.name === 'REFRESH_INVALID'),
    )
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
    expect(edge.spy.seen()).toEqual([])
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
    const from = edge.lines.length
    await edge.handshake(url, headers)
    const opened = edge.lines.slice(from).find((line) => line.includes('connection opened')) ?? '{}'
    const input = JSON.stringify({ username: edge.ann.username, password: 'correct horse battery' })
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
    const input = JSON.stringify({ username: edge.ann.username, password: 'correct horse battery' })
    for (const more of [{}, { 'X-Parley-Gateway': 'a-key-of-gateways-and-servicez' }, { 'X-Parley-Gateway': '' }]) {
      const headers = { 'X-Forwarded-For': '203.0.113.7', ...more }
      const { body } = await ask(edge.authUrl, 'POST /auth/session.create', headers, input)
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
