/** Frames of RFC 6455 (5.2) by hand: also such as no library would write. */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface FrameParts {
  readonly opcode?: number
  readonly payload?: string | Uint8Array
  readonly fin?: boolean
  /** The three reserved bits, from 0 to 7. */
  readonly reserved?: number
  /** Four bytes; undefined leaves the frame unmasked. */
  readonly mask?: Uint8Array | undefined
  /** How many bits the length is written in; as few as can be where this is not given. */
  readonly lengthBits?: 7 | 16 | 64
  /** What the header says of the length, where that is not the payload's. */
  readonly length?: number | bigint
}

export interface Frame {
  readonly opcode: number
  readonly fin: boolean
  readonly reserved: number
  readonly isMasked: boolean
  readonly payload: Buffer
  /** The whole frame as it was on the wire. */
  readonly bytes: Buffer
}

const usualMask = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

const writeLength = (length: bigint, bits: number, maskBit: number): Buffer => {
  if (bits === 7) return Buffer.from([maskBit | Number(length)])
  const bytes = Buffer.alloc(1 + bits / 8)
  bytes[0] = maskBit | (bits === 16 ? 126 : 127)
  if (bits === 16) bytes.writeUInt16BE(Number(length), 1)
  else bytes.writeBigUInt64BE(length, 1)
  return bytes
}

const masked = (payload: Buffer, mask: Uint8Array): Buffer =>
  Buffer.from(payload.map((byte, place) => byte ^ (mask[place % 4] as number)))

/** One frame, by default a whole, masked text as a client sends it. */
export const writeFrame = (parts: FrameParts): Buffer => {
  const { opcode = opcodes.text, fin = true, reserved = 0 } = parts
  const mask = 'mask' in parts ? parts.mask : usualMask
  const payload = Buffer.from(parts.payload ?? '')
  const length = BigInt(parts.length ?? payload.length)
  const bits = parts.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64)
  const first = Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode])
  const header = [first, writeLength(length, bits, mask ? 0x80 : 0)]
  return Buffer.concat(mask ? [...header, mask, masked(payload, mask)] : [...header, payload])
}

/** The frame at the beginning of these bytes, once it is whole. */
const readFrame = (bytes: Buffer): Frame | undefined => {
  if (bytes.length < 2) return undefined
  const [first, second] = bytes as unknown as [number, number]
  const short = second & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = second >= 0x80
  const start = 2 + lengthBytes + (isMasked ? 4 : 0)
  if (bytes.length < start) return undefined
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < start + length) return undefined
  const payload = bytes.subarray(start, start + length)
  return {
    opcode: first & 0x0f,
    fin: first >= 0x80,
    reserved: (first >> 4) & 7,
    isMasked,
    payload: isMasked ? masked(payload, bytes.subarray(start - 4, start)) : payload,
    bytes: bytes.subarray(0, start + length),
  }
}

/** All whole frames, and what is left of the next one. */
export const readFrames = (bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } => {
  const frames: Frame[] = []
  let rest = bytes
  for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
    frames.push(frame)
    rest = rest.subarray(frame.bytes.length)
  }
  return { frames, rest }
}

/** What a close frame says (5.5.1). */
export const closePayload = (code: number, reason: string | Uint8Array = ''): Buffer => {
  const number = Buffer.alloc(2)
  number.writeUInt16BE(code)
  return Buffer.concat([number, Buffer.from(reason)])
}

/** The code of a close frame; 1005 where it has none. */
export const closeCodeOf = ({ payload }: Frame): number => (payload.length < 2 ? 1005 : payload.readUInt16BE(0))
