/** What the gateway hands on to a service whose routes are reached through it. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type EdgeWorld, startEdgeWorld } from '../setup/edge-world.ts'
import { expectRefusal } from '../setup/refusal.ts'
import type { Spy } from '../setup/spy.ts'
import { ask, type Headers, head } from '../setup/upgrade.ts'
import { gatewayKey } from '../setup/world.ts'

let edge: EdgeWorld
let open: string
let behind: string
beforeAll(async () => {
  edge = await startEdgeWorld(inject('backing'))
  ;({ open, behind } = edge)
})
afterAll(() => edge[Symbol.asyncDispose]())

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
    expect(forwardingOf(edge.spy.seen()).map((headers) => headers.sort())).toEqual([
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
    expect(edge.spy.seen()[0]?.headers).toMatchObject({
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
    const [seen] = edge.spy.seen()
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
    const seen = edge.spy.seen().filter(({ url }) => url !== '/spy/after')
    expect(seen.length).toBeLessThanOrEqual(1)
    for (const { url, headers: told, body: read } of seen) {
      expect(url).toBe('/spy/outer')
      expect(told['x-forwarded-for']).toBe('127.0.0.1')
      expect(['', inner]).toContain(read)
    }
  })

  test('is nothing of an upgrade: only the address of the socket has any', async () => {
    for (const path of ['/spy', '/auth/session.create'])
      expectRefusal(await edge.handshake(open, {}, path), 'ROUTE_NOT_FOUND')
    expect(edge.spy.seen()).toEqual([])
  })
})
