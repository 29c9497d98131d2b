import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type UpgradeRequest, upgrade } from '../setup/upgrade.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
let ann: Person

beforeAll(async () => {
  world = await startWorld(inject('backing'))
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (request: UpgradeRequest = {}) =>
  upgrade(world.url, { protocols: `parley.v1.json, bearer.${ann.token}`, ...request })

test.each(['dGhlIHNhbXBsZSBub25jZQ==', 'AAAAAAAAAAAAAAAAAAAAAA==', '/////////////////////w=='])(
  'the key %s comes back as the hash that proves an understanding of WebSocket (4.2.2)',
  async (key) => {
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    const { status, headers } = await ask({ headers: { 'Sec-WebSocket-Key': key } })
    expect(status).toBe(101)
    expect(headers).toMatchObject({ 'sec-websocket-accept': accept, connection: 'Upgrade', upgrade: 'websocket' })
  },
)

test.each(['parley.v1.json', 'parley.v1.msgpack'])('%s is named where it was chosen', async (subprotocol) => {
  const { headers } = await ask({ protocols: `${subprotocol}, bearer.${ann.token}` })
  expect(headers['sec-websocket-protocol']).toBe(subprotocol)
})

test('the names of headers and their values count in any case', async () => {
  const headers = { Upgrade: undefined, Connection: undefined, UPGRADE: 'WebSocket', connection: 'keep-alive, UPGRADE' }
  expect(await ask({ headers })).toMatchObject({ status: 101 })
})

test('no extension is negotiated, whatever is offered', async () => {
  for (const offer of [
    'permessage-deflate',
    'permessage-deflate; client_max_window_bits, x-webkit-deflate-frame',
    ';;,',
  ]) {
    const { status, headers } = await ask({ headers: { 'Sec-WebSocket-Extensions': offer } })
    expect(status).toBe(101)
    expect(headers).not.toHaveProperty('sec-websocket-extensions')
  }
})

test.each(['12', '8', '7', '0', '-13', '013', '0xd', '1.3e1', '13, 8', 'x', '', undefined])(
  'the version %j is refused, and told which one is spoken (4.4)',
  async (version) => {
    const { status, headers } = await ask({ headers: { 'Sec-WebSocket-Version': version } })
    expect(status).toBe(400)
    expect(headers['sec-websocket-version']).toBe('13')
  },
)

test.each([
  '',
  'short',
  'dGhlIHNhbXBsZSBub25jZQ',
  'dGhlIHNhbXBsZSBub25jZQ=',
  'dGhlIHNhbXBsZSBub25jZTEyMw==',
  '!!!!!!!!!!!!!!!!!!!!!!==',
  undefined,
])('the key %j is refused', async (key) => {
  expect(await ask({ headers: { 'Sec-WebSocket-Key': key } })).toMatchObject({ status: 400 })
})

test.each(['POST', 'HEAD', 'PUT', 'OPTIONS'])('%s opens no socket', async (method) => {
  const { status } = await ask({ method })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
})

test.each([
  ['asks for no upgrade', { Upgrade: undefined }],
  ['asks for an upgrade to something else', { Upgrade: 'h2c' }],
  ['does not name it as what its connection is about', { Connection: 'close' }],
])('a request that %s finds nothing at the address of the socket', async (_, headers) => {
  const { status, body } = await ask({ headers: { Connection: 'Upgrade, close', ...headers } })
  expect(status).toBe(404)
  expect(JSON.parse(body)).toMatchObject({ error: { name: 'ROUTE_NOT_FOUND' } })
})

test('a request over HTTP is answered over HTTP, though its client would rather speak HTTP/2', async () => {
  const { status, body } = await upgrade(world.url, {
    method: 'POST',
    path: '/v1/room.list',
    headers: {
      Authorization: `Bearer ${ann.token}`,
      Connection: 'Upgrade, HTTP2-Settings, close',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAMAAABkAAQAAP__',
    },
  })
  expect(status).toBe(200)
  expect(JSON.parse(body)).toEqual({ rooms: [], more: false })
})
