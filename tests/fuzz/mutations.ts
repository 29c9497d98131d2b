/** Good things gone wrong: values and bytes, changed here and there. */
import fc from 'fast-check'
import { hiddenTexts } from '../setup/hostile.ts'

export const strangeText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\udfff\ud800',
    '\u0000',
    '\ufeff',
    'x'.repeat(60_000),
    ...hiddenTexts,
  ),
)

const strangeNumber = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-1, -0, 0, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 1e300),
)

export const strangeValue = fc.oneof(
  strangeText,
  strangeNumber,
  fc.constantFrom(null, true, false, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(strangeText, { maxLength: 5 }),
)

type Path = readonly (string | number)[]

const pathsOf = (value: unknown, at: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...at, key]))]
}

const replaceAt = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by
  // Nobody's length is anything but a length: an array that gets another one becomes an object.
  const isList = Array.isArray(value) && key !== 'length'
  const copy = (isList ? [...value] : { ...(value as object) }) as Record<string, unknown>
  const member = replaceAt(copy[key], rest, by)
  return Object.defineProperty(copy, key, { value: member, enumerable: true, configurable: true, writable: true })
}

/** The value with something else in up to three of its places, or with a member more. */
export const mutated = (good: unknown): fc.Arbitrary<unknown> => {
  const replacement = fc.record({ place: fc.nat(50), name: fc.option(strangeText, { freq: 4 }), by: strangeValue })
  return fc.array(replacement, { maxLength: 3 }).map((changes) =>
    changes.reduce<unknown>((value, { place, name, by }) => {
      const paths = pathsOf(value)
      const path = paths[place % paths.length] as Path
      return replaceAt(value, name === null ? path : [...path.slice(0, -1), name], by)
    }, good),
  )
}

/** Bytes as a text of one letter each, which can be read in the report of a failure. */
export const asText = (bytes: Buffer): string => bytes.toString('latin1')

export const toBytes = (text: string): Buffer => Buffer.from(text, 'latin1')

const byteChange = fc.record({
  what: fc.constantFrom('set', 'flip', 'insert', 'remove', 'double', 'cut'),
  place: fc.nat(10_000),
  byte: fc.nat(255),
})

type ByteChange = typeof byteChange extends fc.Arbitrary<infer Change> ? Change : never

const change = (bytes: Buffer, { what, place, byte }: ByteChange): Buffer => {
  const at = place % Math.max(bytes.length, 1)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  if (what === 'set') return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
  if (what === 'flip')
    return Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << (byte % 8))]), after.subarray(1)])
  if (what === 'insert') return Buffer.concat([before, Buffer.from([byte]), after])
  if (what === 'remove') return Buffer.concat([before, after.subarray(1 + (byte % 4))])
  if (what === 'double') return Buffer.concat([before, after.subarray(0, byte % 32), after])
  return Buffer.from(before)
}

/** The bytes with some of them changed, left out, doubled, or cut off. */
export const mutatedBytes = (good: Uint8Array): fc.Arbitrary<Buffer> =>
  fc.array(byteChange, { minLength: 1, maxLength: 6 }).map((changes) => changes.reduce(change, Buffer.from(good)))

const pieceChange = fc.record({
  what: fc.constantFrom('drop', 'double', 'swap', 'bytes'),
  place: fc.nat(100),
  bytes: fc.array(byteChange, { minLength: 1, maxLength: 3 }),
})

/** What was sent piece by piece, with pieces missing, doubled, in another order, or changed. */
export const mutatedPieces = (good: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc.array(pieceChange, { minLength: 1, maxLength: 3 }).map((changes) =>
    Buffer.concat(
      changes.reduce<readonly Buffer[]>((pieces, { what, place, bytes }) => {
        const at = place % Math.max(pieces.length, 1)
        const [before, [piece = Buffer.alloc(0), ...after]] = [pieces.slice(0, at), pieces.slice(at)]
        if (what === 'drop') return [...before, ...after]
        if (what === 'double') return [...before, piece, piece, ...after]
        if (what === 'swap') return [...before, ...after.slice(0, 1), piece, ...after.slice(1)]
        return [...before, bytes.reduce(change, piece), ...after]
      }, good),
    ),
  )
