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

/**
 * Whether the data has no extension types. msgpackr would follow them: to references of which a few hundred bytes
 * expand to more arrays than there is time for, to records for which it writes code, to objects of its own kinds.
 */
export const isPlain = (data: Buffer): boolean => {
  let at = 0
  while (at >= 0 && at < data.length) at = next(data, at)
  return at === data.length
}
