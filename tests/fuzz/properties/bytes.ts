/** Bytes on a connection: frames, handshakes, requests and whole sessions that no library would write. */
import { type Subprotocol, subprotocols } from '@parley/protocol'
import fc from 'fast-check'
import { opcodes, writeFrame } from '../../setup/frames.ts'
import { upgradeRequest } from '../../setup/upgrade.ts'
import { encode } from '../../setup/wire.ts'
import { exchange } from '../exchange.ts'
import { asText, mutatedBytes, mutatedPieces, toBytes } from '../mutations.ts'
import { expectGoodBytes } from '../outcomes.ts'
import { goodRequests, type Target } from '../target.ts'
import type { Property } from './property.ts'

const property = (
  kind: string,
  claim: string,
  share: number,
  bytesFor: (target: Target) => fc.Arbitrary<Buffer>,
): Property => ({
  kind,
  claim,
  share,
  of: (target) => {
    const inputs = fc.array(bytesFor(target).map(asText), { minLength: 1, maxLength: 16, size: 'max' })
    return fc.asyncProperty(inputs, async (all) => {
      target.begin(kind, all.length)
      const answers = await Promise.all(all.map((text) => exchange(target.url, toBytes(text))))
      for (const answer of answers) expectGoodBytes(answer, target)
    })
  },
})

const rarely = <T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, arbitrary)

const frameOf = (payload: fc.Arbitrary<string | Uint8Array>): fc.Arbitrary<Buffer> =>
  fc
    .record({
      opcode: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Object.values(opcodes)) }, fc.nat(15)),
      fin: fc.boolean(),
      reserved: rarely(0, fc.nat(7)),
      isMasked: rarely(true, fc.constant(false)),
      payload: rarely<string | Uint8Array>('', payload),
      lengthBits: rarely(undefined, fc.constantFrom(16 as const, 64 as const)),
      length: rarely(undefined, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    })
    .map(({ opcode, fin, reserved, isMasked, payload, lengthBits, length }) =>
      writeFrame({
        opcode,
        fin,
        reserved,
        payload,
        ...(isMasked ? {} : { mask: undefined }),
        ...(lengthBits ? { lengthBits } : {}),
        ...(length === undefined ? {} : { length, lengthBits: 64 }),
      }),
    )

const socketHead = ({ url, token }: Target, subprotocol: Subprotocol): Buffer =>
  Buffer.from(upgradeRequest(url, { protocols: `${subprotocol}, bearer.${token}` }))

const framesIn = (target: Target, subprotocol: Subprotocol): fc.Arbitrary<Buffer> => {
  const [head, requests] = [socketHead(target, subprotocol), goodRequests(target)]
  const opcode = subprotocol === 'parley.v1.json' ? opcodes.text : opcodes.binary
  const good = requests.map((request) => Buffer.from(encode(subprotocol, request)))
  const hello = writeFrame({ opcode, payload: encode(subprotocol, { id: 0, do: 'hello' }) })
  const request = fc.constantFrom(...good.map((payload) => writeFrame({ opcode, payload })))
  const arbitrary = frameOf(fc.oneof(fc.constantFrom(...good), fc.uint8Array({ maxLength: 200 })))
  return fc
    .array(fc.oneof(request, request.chain(mutatedBytes), arbitrary), { maxLength: 10 })
    .map((frames) => Buffer.concat([head, hello, ...frames]))
}

const frames = property(
  'frames',
  'frames that went wrong end their connection, and those before them are answered',
  5,
  (target) => fc.constantFrom(...subprotocols).chain((subprotocol) => framesIn(target, subprotocol)),
)

const headerNames = [
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
]

const headerValues = [
  '',
  ',',
  '*',
  '-1',
  '0',
  '2',
  '99999999999999999999',
  'bearer.',
  'bearer.a.b.c',
  'chunked',
  'close',
  'gzip',
  'h2c',
  'http://x',
  'keep-alive',
  'null',
  'parley.v1.json',
  '100-continue',
]

const headerValue = fc.oneof({ weight: 3, arbitrary: fc.string({ maxLength: 40 }) }, fc.constantFrom(...headerValues))
const header = fc.tuple(fc.constantFrom(...headerNames), headerValue)
const lines = [
  ['GET', '/v1/socket'],
  ['GET', '/v1/socket?a=b'],
  ['HEAD', '/v1/socket'],
  ['POST', '/v1/room.list'],
  ['POST', '/v1/room.get'],
  ['GET', '/'],
  ['GET', '//'],
  ['OPTIONS', '*'],
  ['GET', 'http://elsewhere/v1/socket'],
] as const
const bodies = [
  '',
  '{}',
  '{"room":',
  '2\r\n{}\r\n0\r\n\r\n',
  'zz\r\n{}',
  '-2\r\n{}\r\n',
  'ffffffffffffffffff\r\n',
  'x'.repeat(5_000),
]

const plain = { Connection: undefined, Upgrade: undefined }

const headIn = ({ url, token }: Target): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...lines), fc.boolean(), fc.array(header, { maxLength: 5 }), fc.constantFrom(...bodies))
    .map(([[method, path], isUpgrade, changed, body]) => {
      const given = { Authorization: `Bearer ${token}`, ...(isUpgrade ? {} : plain), ...Object.fromEntries(changed) }
      const head = upgradeRequest(url, { method, path, protocols: `parley.v1.json, bearer.${token}`, headers: given })
      const again = changed.slice(0, 1).map(([name, value]) => `${name}: ${value}\r\n`)
      return Buffer.from(`${head.slice(0, -2)}${again.join('')}\r\n${body}`, 'latin1')
    })

const heads = property(
  'handshakes and requests',
  'handshakes and HTTP requests of any bytes are refused, or ended',
  6,
  (target) => {
    const head = headIn(target)
    const pipelined = fc.array(head, { minLength: 2, maxLength: 4 }).map((all) => Buffer.concat(all))
    return fc.oneof({ weight: 4, arbitrary: head }, { weight: 4, arbitrary: head.chain(mutatedBytes) }, pipelined)
  },
)

const sessions = property(
  'sessions',
  'what a good client has sent, sent again with faults in it, is answered or ended',
  5,
  ({ recordings }) => fc.constantFrom(...recordings).chain(mutatedPieces),
)

export const bytes: readonly Property[] = [frames, heads, sessions]
