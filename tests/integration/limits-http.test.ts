import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { type CommandName, commands, type ErrorBody, type ErrorName, errors } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { keepLog } from '../setup/log-lines.ts'
import { names, samples, someWrongInputs } from '../setup/samples.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
const frameBytes = 65_536
let world: World
let ann: Person
let bystanders: Bystanders

beforeAll(async () => {
  const gatewayEnv = (place: number) =>
    place === 1
      ? { RATE_READ: '2', RATE_SEND: '3', RATE_LOGIN: '1', RATE_REFRESH: '2', RATE_REFUSED: '1' }
      : { FRAME_BYTES: String(frameBytes) }
  world = await startWorld(inject('backing'), { gateways: 2, gatewayEnv, log })
  ann = await world.person('Ann')
  bystanders = await startBystanders(world)
})
afterAll(() => world[Symbol.asyncDispose]())

const inServices = names.filter((name) => commands[name].owner !== 'gateway')
const forUsers = inServices.filter((name) => commands[name].access === 'user')

interface Call {
  readonly url?: string
  readonly method?: string
  readonly path: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: RequestInit['body']
}

const call = async ({ url = world.url, method = 'POST', path, token, headers = {}, body }: Call) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, error: readError(text) }
}

const readError = (text: string): ErrorBody | undefined => (JSON.parse(text) as { error?: ErrorBody }).error

const expectError = ({ status, error, headers }: Awaited<ReturnType<typeof call>>, name: ErrorName) => {
  expect({ status, ...error }).toMatchObject({
    status: errors[name].status,
    code: errors[name].code,
    name,
    text: errors[name].text,
  })
  expect(headers.get('content-type')).toContain('application/json')
}

const post = (name: string, input: unknown, token?: string, url?: string) =>
  call({ path: `/v1/${name}`, body: JSON.stringify(input), ...(token ? { token } : {}), ...(url ? { url } : {}) })

describe('a command over HTTP', () => {
  test.each(forUsers)('%s needs a token', async (name) => {
    expectError(await post(name, samples[name]), 'TOKEN_MISSING')
    expectError(await post(name, samples[name], 'a.b.c'), 'TOKEN_INVALID')
  })

  test.each(['Basic YTpi', 'Bearer', 'Bearer ', 'bearer', 'Token x', ', Bearer x'])(
    '%j is no token',
    async (authorization) => {
      expectError(await call({ path: '/v1/room.list', headers: { authorization }, body: '{}' }), 'TOKEN_MISSING')
    },
  )

  test('takes its token under any spelling of bearer', async () => {
    const answer = await call({ path: '/v1/room.list', headers: { authorization: `bEARER ${ann.token}` }, body: '{}' })
    expect(answer).toMatchObject({ status: 200, text: '{"rooms":[],"more":false}' })
  })

  test('refuses a token that is not good also where none is needed', async () => {
    expectError(await post('session.end', { refresh: 'x' }, 'a.b.c'), 'TOKEN_INVALID')
  })

  test.each(inServices)('%s refuses inputs of a wrong shape, and says where they are wrong', async (name) => {
    const token = commands[name].access === 'user' ? ann.token : undefined
    const answers = await Promise.all(
      someWrongInputs(name).map(async (input) => [input, await post(name, input, token)] as const),
    )
    for (const [input, answer] of answers) {
      expect(answer.error, JSON.stringify(input)).toMatchObject({
        command: name,
        at: expect.any(String),
        why: expect.any(String),
      })
      expectError(answer, 'BAD_INPUT')
    }
  })

  test.each(['7', '"x"', 'true', 'null', '{', '{"room":', "{'room':1}", '[1', 'NaN', '\u0000', 'room=1'])(
    'refuses %j, which is no JSON object',
    async (body) => {
      const answer = await call({ path: '/v1/room.get', token: ann.token, body })
      expectError(answer, 'BAD_INPUT')
      expect(answer.error).toMatchObject({ at: '', why: 'is no JSON object in UTF-8' })
    },
  )

  test('takes no body for an empty input', async () => {
    expect(await call({ path: '/v1/room.list', token: ann.token })).toMatchObject({ status: 200 })
    expectError(await call({ path: '/v1/room.get', token: ann.token }), 'BAD_INPUT')
  })

  test.each<CommandName>(['hello', 'ping', 'token.renew'])('%s belongs to a socket', async (name) => {
    expectError(await post(name, samples[name], ann.token), 'SOCKET_ONLY')
  })

  test.each(['nothing.such', '__proto__', 'constructor', 'toString', 'ROOM.LIST', 'socket'])(
    '%s does not exist',
    async (name) => {
      expectError(await post(name, {}, ann.token), 'UNKNOWN_COMMAND')
    },
  )

  test.each(['%', '%zz', '%E0%A4%A', '%5F%5Fproto__', 'room.list%00'])(
    'an address that ends in %s is not spelled plainly',
    async (name) => {
      expectError(await post(name, {}, ann.token), 'REQUEST_UNCLEAR')
    },
  )

  test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('is not there for %s', async (method) => {
    const body = method === 'GET' ? {} : { body: '{}' }
    expectError(await call({ method, path: '/v1/room.list', token: ann.token, ...body }), 'ROUTE_NOT_FOUND')
  })

  test.each(['/v1', '/v1/', '/v1/room.list/more', '/v1/socket/x', '/', '/nothing', '/v2/room.list'])(
    'is not at %s',
    async (path) => {
      expectError(await call({ path, token: ann.token, body: '{}' }), 'ROUTE_NOT_FOUND')
    },
  )

  test('is answered so that nobody keeps the answer', async () => {
    for (const answer of [await post('room.list', {}, ann.token), await post('room.list', {})])
      expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('a body', () => {
  const large = JSON.stringify({ room: 'x'.repeat(frameBytes) })

  test('of more bytes than the server takes is refused, whether it says so or not', async () => {
    const refused = await call({ path: '/v1/room.get', token: ann.token, body: large })
    expectError(refused, 'BODY_TOO_LARGE')
    expect(refused.error).toMatchObject({ most: frameBytes })
    const status = await new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${ann.token}`,
        'content-type': 'application/json',
        'transfer-encoding': 'chunked',
      }
      const sending = request(`${world.url}/v1/room.get`, { method: 'POST', headers }, (response) =>
        resolve(response.resume().statusCode),
      )
      sending.on('error', reject)
      sending.end(large)
    })
    expect(status).toBe(413)
  })

  test('that unpacks to more bytes than the server takes is refused', async () => {
    const headers = { 'content-encoding': 'gzip' }
    const body = gzipSync(JSON.stringify({ room: ' '.repeat(50 * 1024 * 1024) }))
    expectError(await call({ path: '/v1/room.get', token: ann.token, headers, body }), 'BODY_TOO_LARGE')
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['in a compression that nobody knows', { 'content-encoding': 'zip' }, /is compressed/],
    ['that says it is compressed and is not', { 'content-encoding': 'gzip' }, /is no JSON object|is compressed/],
    ['in letters that nobody knows', { 'content-type': 'application/json; charset=klingon' }, /send UTF-8/],
  ])('%s is refused, and no frame is spoken of', async (_, headers, why) => {
    for (const path of ['/v1/room.get', '/auth/session.create']) {
      const answer = await call({ path, token: ann.token, headers, body: '{}' })
      expectError(answer, 'BAD_INPUT')
      expect(answer.error).toMatchObject({ at: '', why: expect.stringMatching(why) })
      expectError(await call({ path, token: ann.token, headers, body: '' }), 'BAD_INPUT')
    }
  })
})

describe('a caller who asks too often', () => {
  const many = (count: number, ask: () => ReturnType<typeof call>) => Promise.all(Array.from({ length: count }, ask))

  const expectLimit = (answers: Awaited<ReturnType<typeof call>>[], passed: number) => {
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(passed)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expectError(answer, 'RATE_LIMITED')
      const { retry_ms } = answer.error ?? {}
      expect(retry_ms).toBeGreaterThan(0)
      expect(answer.headers.get('retry-after')).toBe(String(Math.ceil((retry_ms ?? 0) / 1_000)))
    }
  }

  test('is told to wait, and for how long', async () => {
    const bob = await world.person('Bob')
    expectLimit(await many(20, () => post('room.list', {}, bob.token, world.urls[1])), 4)
  })

  test('waits alone: others, and other kinds of command, are served', async () => {
    const [bob, cid] = await Promise.all([world.person('Bob'), world.person('Cid')])
    await many(20, () => post('room.list', {}, bob.token, world.urls[1]))
    expect(await post('room.list', {}, cid.token, world.urls[1])).toMatchObject({ status: 200 })
    const input = { user: cid.user, id: samples['message.send'].id, text: 'Hello' }
    expect(await post('direct.send', input, bob.token, world.urls[1])).toMatchObject({ status: 200 })
  })

  test('without a token is told so by their address, refreshing apart from logging in', async () => {
    const logIn = () => post('session.create', {}, undefined, world.urls[1])
    expectLimit(await many(12, logIn), 2)
    expectLimit(await many(12, () => post('session.end', { refresh: 'x' }, undefined, world.urls[1])), 4)
  })
})

test('a caller who goes on after many refusals has to connect anew for each request', async () => {
  const bob = await world.person('Bob')
  const wrong = () => post('room.get', {}, bob.token, world.urls[1])
  expect((await wrong()).headers.get('connection')).toBe('keep-alive')
  await Promise.all(Array.from({ length: 60 }, wrong))
  expect((await wrong()).headers.get('connection')).toBe('close')
})

describe('the gateway', () => {
  test('has served everybody else all the while, and has nothing to complain of', async () => {
    const { sent, arrived, slowest } = await bystanders.stop()
    expect(sent.length).toBeGreaterThan(10)
    expect(arrived).toEqual(sent)
    expect(slowest).toBeLessThan(20_000)
    expect(lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 40)).toEqual([])
  })
})
