/** What may be given to msgpackr when it comes from a stranger. */

/** Bytes that follow the first one, for the tokens from 0xc0 to 0xdf; of texts and binaries, the size of their length. */
const following: readonly (number | 'length 1' | 'length 2' | 'length 4' | 'refused')[] = [
  0,
  'refused',
  0,
  0,
  'length 1',
  'length 2',
  'length 4',
  'refused',
  'refused',
  'refused',
  4,
  8,
  1,
  2,
  4,
  8,
  1,
  2,
  4,
  8,
  'refused',
  'refused',
  'refused',
  'refused',
  'refused',
  'length 1',
  'length 2',
  'length 4',
  2,
  4,
  2,
  4,
]

/** The position after the token at `at` (elements of arrays and maps are tokens of their own), or -1 if it is refused. */
const next = (data: Buffer, at: number): number => {
  const token = data[at] as number
  if (token < 0xa0 || token >= 0xe0) return at + 1
  if (token < 0xc0) return at + 1 + (token & 0x1f)
  const rest = following[token - 0xc0] ?? 'refused'
  if (typeof rest === 'number') return at + 1 + rest
  if (rest === 'refused') return -1
  const size = Number(rest.at(-1))
  return at + 1 + size <= data.length ? at + 1 + size + data.readUIntBE(at + 1, size) : -1
}

const isContainer = (token: number): boolean => (token >= 0x80 && token < 0xa0) || (token >= 0xdc && token < 0xe0)

/** How many tokens an array or map at `at` has, of which the length is there: its items, or its names and values. */
const tokensIn = (data: Buffer, at: number): number => {
  const token = data[at] as number
  if (token < 0xa0) return token < 0x90 ? 2 * (token & 0x0f) : token & 0x0f
  const length = token % 2 === 0 ? data.readUInt16BE(at + 1) : data.readUInt32BE(at + 1)
  return token < 0xde ? length : 2 * length
}

/**
 * Whether the data is one value without extension types, and has all the tokens that its arrays and maps say. msgpackr
 * would follow extensions: to references of which a few hundred bytes expand to more arrays than there is time for, to
 * records for which it writes code, to objects of its own kinds. A token has a byte at least, so what is owed beyond the
 * data's end is refused as soon as it is said, before anybody makes room for it.
 */
export const isPlain = (data: Buffer): boolean => {
  let at = 0
  let owed = 1
  while (owed > 0 && owed <= data.length - at) {
    const after = next(data, at)
    if (after < 0 || after > data.length) return false
    owed += isContainer(data[at] as number) ? tokensIn(data, at) - 1 : -1
    at = after
  }
  return owed === 0 && at === data.length
}
