/** The headers of whatever is answered, by whomever. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type EdgeWorld, startEdgeWorld } from '../setup/edge-world.ts'
import { ask, type Headers, type UpgradeAnswer } from '../setup/upgrade.ts'

let edge: EdgeWorld
let open: string
let behind: string
beforeAll(async () => {
  edge = await startEdgeWorld(inject('backing'))
  ;({ open, behind } = edge)
})
afterAll(() => edge[Symbol.asyncDispose]())

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
    const answer = await edge.handshake(open, headers, path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expectHeaders(answer)
  })

  test('of services and for metrics does so too', async () => {
    for (const url of [edge.authUrl, edge.chatUrl])
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
