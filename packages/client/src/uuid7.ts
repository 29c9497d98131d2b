/** UUIDv7 (RFC 9562): 48 bits of time, then a counter within the millisecond, then 62 random bits. */
const counterMax = 0xfff
/** Year 6429: an id of a later one is a made-up one. */
const farthest = 2 ** 47
let last = 0
let counter = 0

/** A new millisecond begins in the lower half of the counter, which leaves room for 2,048 ids or more. */
const tick = (now: number): void => {
  if (now > last) {
    last = now
    counter = Math.floor(Math.random() * 2048)
  } else if (counter === counterMax) {
    last += 1
    counter = 0
  } else counter += 1
}

const text = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

/** Ids made from now on are later in order than this one, which a program before this one made by its clock. */
export const later = (id: string): void => {
  const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
  const count = Number.parseInt(id.slice(15, 18), 16)
  if (!(time >= last && time < farthest)) return
  counter = time === last ? Math.max(counter, count) : count
  last = time
}

/**
 * An id for a message or a group: a UUIDv7, later in order than every one made before, also where the clock was set back.
 * `now` in milliseconds since 1970.
 */
export const uuid7 = (now: number = Date.now()): string => {
  tick(Math.floor(now))
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(last / 2 ** 32))
  view.setUint32(2, last % 2 ** 32)
  view.setUint16(6, 0x7000 | counter)
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
  return text(bytes)
}
