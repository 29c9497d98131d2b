/** Small films and sounds, made by hand. */

const text = (letters: string): Buffer => Buffer.from(letters, 'latin1')
const number = (value: number, bytes: 1 | 2 | 3 | 4): Buffer => {
  const made = Buffer.alloc(bytes)
  made.writeUIntBE(value, 0, bytes)
  return made
}

/** Silence in a WAV of 8,000 bytes a second. */
export const wav = (seconds: number): Buffer => {
  const head = Buffer.alloc(44)
  const bytes = seconds * 8_000
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(8_000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes, 40)
  return Buffer.concat([head, Buffer.alloc(bytes, 128)])
}

const frame = (name: string, body: Buffer): Buffer =>
  Buffer.concat([text(name), number(body.length, 4), Buffer.alloc(2), body])

/** 417 bytes of MPEG 1 layer 3 at 128 kbit/s: 1,152 samples of 44,100 in a second. */
const mp3Frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)])

/** A song of so many frames with a picture on its cover. */
export const mp3 = (frames: number, cover: Buffer): Buffer => {
  const picture = frame('APIC', Buffer.concat([text('\0image/png\0\x03\0'), cover]))
  const size = picture.length
  const head = Buffer.from([
    0x49,
    0x44,
    0x33,
    3,
    0,
    0,
    (size >> 21) & 127,
    (size >> 14) & 127,
    (size >> 7) & 127,
    size & 127,
  ])
  return Buffer.concat([head, picture, ...Array.from({ length: frames }, () => mp3Frame)])
}

const box = (name: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([number(body.length + 8, 4), text(name), body])
}

/** With version and flags. */
const full = (name: string, ...parts: Buffer[]): Buffer => box(name, Buffer.alloc(4), ...parts)
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes)

/** A film without a picture in it, of so many milliseconds. */
export const mp4 = (width: number, height: number, ms: number): Buffer => {
  const times = [zeros(8), number(1_000, 4), number(ms, 4)]
  const sample = Buffer.concat([zeros(6), number(1, 2), zeros(16), number(width, 2), number(height, 2), zeros(50)])
  const stsd = full('stsd', number(1, 4), box('avc1', sample))
  const empty = (name: string) => full(name, zeros(name === 'stsz' ? 8 : 4))
  const stbl = box('stbl', stsd, ...['stts', 'stsc', 'stsz', 'stco'].map(empty))
  const hdlr = full('hdlr', zeros(4), text('vide'), zeros(12), text('\0'))
  const mdia = box('mdia', full('mdhd', ...times, zeros(4)), hdlr, box('minf', stbl))
  const tkhd = full('tkhd', zeros(8), number(1, 4), zeros(4), number(ms, 4), zeros(60))
  const moov = box('moov', full('mvhd', ...times, zeros(80)), box('trak', tkhd, mdia))
  return Buffer.concat([box('ftyp', text('isom'), zeros(4), text('isommp42')), moov, box('mdat', zeros(8))])
}
