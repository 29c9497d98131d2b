/** Handshakes and HTTP requests with headers and bodies that do not fit each other, alone and several in one go. */
import fc from 'fast-check'
import { upgradeRequest } from '../../setup/upgrade.ts'
import { mutatedBytes } from '../mutations.ts'
import type { Target } from '../target.ts'
import { rawProperty } from './raw.ts'

const names = [
  'Host',
  'Connection',
  'Upgrade',
  'Origin',
  'Content-Length',
  'Content-Type',
  'Content-Encoding',
  'Transfer-Encoding',
  'Authorization',
  'Expect',
  'Cookie',
  'Sec-WebSocket-Version',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Extensions',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Parley-Gateway',
  'Forwarded',
  'Sec-Fetch-Site',
]

const values = [
  '',
  ',',
  '*',
  '-1',
  '0',
  '2',
  '99999999999999999999',
  '100-continue',
  'bearer.',
  'bearer.a.b.c',
  'chunked',
  'close',
  'gzip',
  'h2c',
  'http://x',
  'cross-site',
  'localhost',
  'evil.example',
  '[::1]:443, unknown',
  'keep-alive',
  'null',
  'parley.v1.json',
]

const header = fc.tuple(
  fc.constantFrom(...names),
  fc.oneof({ weight: 3, arbitrary: fc.string({ maxLength: 40 }) }, fc.constantFrom(...values)),
)

const lines = [
  ['GET', '/v1/socket'],
  ['GET', '/v1/socket?a=b'],
  ['HEAD', '/v1/socket'],
  ['POST', '/v1/room.list'],
  ['POST', '/v1/room.get'],
  ['POST', '/auth/session.create'],
  ['GET', '/auth/session.refresh'],
  ['GET', '/'],
  ['GET', '//'],
  ['OPTIONS', '*'],
  ['GET', 'http://elsewhere/v1/socket'],
  ['GET', '/auth/../ready'],
  ['POST', '/auth/%2e%2e/ready'],
  ['DELETE', '/auth/session.end'],
] as const

const chunkedBodies = [
  '2\r\n{}\r\n0\r\n\r\n',
  'zz\r\n{}',
  '-2\r\n{}\r\n',
  '1\r\n{}\r\n',
  'ffffffffffffffffff\r\n',
  '2\r\n{',
]

/** A body, and the headers that tell where it ends, most of them right. */
const content = fc.oneof(
  fc.constantFrom('', '{}', '{"room":', 'x'.repeat(5_000)).map((body) => ({
    body,
    headers: { 'Content-Length': String(body.length) },
  })),
  fc.constantFrom(...chunkedBodies).map((body) => ({ body, headers: { 'Transfer-Encoding': 'chunked' } })),
  fc.constantFrom('', '{}').map((body) => ({ body, headers: {} })),
)

const upgrading = fc.constantFrom({}, { Connection: undefined, Upgrade: undefined }, { Upgrade: 'h2c' })

const requestTo = ({ url, token }: Target): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...lines), upgrading, content, fc.array(header, { maxLength: 3 }))
    .map(([[method, path], upgrade, { body, headers: length }, changed]) => {
      const type = { 'Content-Type': 'application/json' }
      const headers = {
        Authorization: `Bearer ${token}`,
        ...type,
        ...upgrade,
        ...length,
        ...Object.fromEntries(changed),
      }
      const head = upgradeRequest(url, { method, path, protocols: `parley.v1.json, bearer.${token}`, headers })
      const again = changed.slice(1, 2).map(([name, value]) => `${name}: ${value}\r\n`)
      return Buffer.from(`${head.slice(0, -2)}${again.join('')}\r\n${body}`, 'latin1')
    })

export const heads = rawProperty(
  {
    kind: 'handshakes and requests',
    claim: 'handshakes and HTTP requests of any bytes are refused, or ended',
    share: 6,
  },
  (target) => {
    const request = requestTo(target)
    const several = fc.array(request, { minLength: 2, maxLength: 4 }).map((all) => Buffer.concat(all))
    return fc.oneof({ weight: 4, arbitrary: request }, { weight: 4, arbitrary: request.chain(mutatedBytes) }, several)
  },
)
