/** Frames that no library would write, among such as a good client writes. */
import { type Subprotocol, subprotocols } from '@parley/protocol'
import fc from 'fast-check'
import { opcodes, writeFrame } from '../../setup/frames.ts'
import { upgradeRequest } from '../../setup/upgrade.ts'
import { encode } from '../../setup/wire.ts'
import { mutatedBytes } from '../mutations.ts'
import { goodRequests, type Target } from '../target.ts'
import { rawProperty } from './raw.ts'

const rarely = <T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, arbitrary)

const strangeFrame = (payload: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> =>
  fc
    .record({
      opcode: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Object.values(opcodes)) }, fc.nat(15)),
      fin: fc.boolean(),
      reserved: rarely(0, fc.nat(7)),
      mask: rarely<Uint8Array | undefined>(Buffer.from([1, 2, 3, 4]), fc.constant(undefined)),
      payload: fc.oneof(fc.constant(Buffer.alloc(0)), payload),
      length: rarely<object>(
        {},
        fc.oneof(
          fc.constantFrom({ lengthBits: 16 }, { lengthBits: 64 }),
          fc.record({ length: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), lengthBits: fc.constant(64) }),
        ),
      ),
    })
    .map(({ length, ...parts }) => writeFrame({ ...parts, ...length }))

const framesIn = (target: Target, subprotocol: Subprotocol): fc.Arbitrary<Buffer> => {
  const opcode = subprotocol === 'parley.v1.json' ? opcodes.text : opcodes.binary
  const head = Buffer.from(upgradeRequest(target.url, { protocols: `${subprotocol}, bearer.${target.token}` }))
  const hello = writeFrame({ opcode, payload: encode(subprotocol, { id: 0, do: 'hello' }) })
  const payloads = goodRequests(target).map((request) => Buffer.from(encode(subprotocol, request)))
  const good = fc.constantFrom(...payloads.map((payload) => writeFrame({ opcode, payload })))
  const strange = strangeFrame(fc.oneof(fc.constantFrom(...payloads), fc.uint8Array({ maxLength: 200 })))
  return fc
    .array(fc.oneof(good, good.chain(mutatedBytes), strange), { maxLength: 10 })
    .map((frames) => Buffer.concat([head, hello, ...frames]))
}

export const frames = rawProperty(
  {
    kind: 'frames',
    claim: 'frames that went wrong end their connection, and those before them are answered',
    share: 5,
  },
  (target) => fc.constantFrom(...subprotocols).chain((subprotocol) => framesIn(target, subprotocol)),
)
