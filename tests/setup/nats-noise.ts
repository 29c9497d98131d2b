/**
 * A bad line from NATS to one of its clients: of the messages whose subject is chosen, a share is dropped, repeated or
 * held up, so that later ones overtake them. Speaks as much of the NATS protocol as that takes.
 */
import { Transform } from 'node:stream'

export interface NatsNoise {
  /** The share of chosen messages that each of the three happens to: a third of all, where it is 1/9. */
  share: number
  /** Messages so far. */
  readonly counts: { passed: number; dropped: number; repeated: number; heldUp: number }
  /** For the replies of a link to NATS. */
  readonly spoil: () => Transform
}

interface Piece {
  readonly bytes: Buffer
  /** Of a message; undefined where it is something else. */
  readonly subject: string | undefined
}

const lineEnd = Buffer.from('\r\n')

/** Cuts what a NATS server says into its operations. */
const makeCutter = (take: (piece: Piece) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  const takeOne = (): boolean => {
    const end = rest.indexOf(lineEnd)
    if (end < 0) return false
    const [operation = '', subject, ...more] = rest.toString('latin1', 0, end).split(' ')
    const isMessage = operation === 'MSG' || operation === 'HMSG'
    const size = end + 2 + (isMessage ? Number(more.at(-1)) + 2 : 0)
    if (rest.length < size) return false
    take({ bytes: rest.subarray(0, size), subject: isMessage ? subject : undefined })
    rest = rest.subarray(size)
    return true
  }
  return (data: Buffer) => {
    rest = Buffer.concat([rest, data])
    while (takeOne());
  }
}

const longestHoldMs = 40

/** The same random numbers make the same noise, as far as the same messages come. */
export const makeNoise = (isChosen: (subject: string) => boolean, random: () => number, share = 1 / 9): NatsNoise => {
  const counts = { passed: 0, dropped: 0, repeated: 0, heldUp: 0 }

  const chosen = (to: Transform, bytes: Buffer) => {
    const write = () => void (to.writable && to.push(bytes))
    const chance = random() / noise.share
    if (chance < 1) counts.dropped++
    else if (chance < 2) {
      counts.repeated++
      write()
      setTimeout(write, random() * longestHoldMs)
    } else if (chance < 3) {
      counts.heldUp++
      setTimeout(write, random() * longestHoldMs)
    } else {
      counts.passed++
      write()
    }
  }

  const spoil = () => {
    const cut = makeCutter(({ bytes, subject }) => {
      if (subject !== undefined && isChosen(subject)) chosen(spoiled, bytes)
      else spoiled.push(bytes)
    })
    const spoiled = new Transform({
      transform(data: Buffer, _, done) {
        cut(data)
        done()
      },
    })
    return spoiled
  }

  const noise: NatsNoise = { share, counts, spoil }
  return noise
}
