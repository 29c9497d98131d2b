/**
 * A bad line from NATS to one of its clients: of the messages whose subject is chosen, a share is dropped, repeated or
 * held up, so that later ones overtake them. Speaks as much of the NATS protocol as that takes.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface NoiseOptions {
  /** Of the true NATS. */
  readonly url: string
  readonly isChosen: (subject: string) => boolean
  /** The same seed makes the same noise, as far as the same messages come. */
  readonly seed: number
  /** The share of chosen messages that each of the three happens to: a third of all, where it is 1/9. */
  readonly share?: number
}

export interface NatsNoise extends AsyncDisposable {
  readonly url: string
  /** Messages so far. */
  readonly counts: { passed: number; dropped: number; repeated: number; heldUp: number }
  /** Ends all connections; new ones are taken at once. */
  cut(): void
}

/** Small and good enough to be unpredictable to the code under test (mulberry32). */
export const seeded = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
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

export const makeNoise = async ({ url, isChosen, seed, share = 1 / 9 }: NoiseOptions): Promise<NatsNoise> => {
  const { hostname, port } = new URL(url)
  const counts = { passed: 0, dropped: 0, repeated: 0, heldUp: 0 }
  const random = seeded(seed)
  const open = new Set<Socket>()

  const spoil = (client: Socket, bytes: Buffer) => {
    const write = () => void (client.writable && client.write(bytes))
    const chance = random() / share
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

  const join = (client: Socket) => {
    const nats = connect(Number(port), hostname)
    const end = () => {
      open.delete(client)
      client.destroy()
      nats.destroy()
    }
    open.add(client)
    for (const socket of [client, nats]) socket.on('error', end).on('close', end)
    const cut = makeCutter(({ bytes, subject }) => {
      if (subject !== undefined && isChosen(subject)) spoil(client, bytes)
      else if (client.writable) client.write(bytes)
    })
    nats.on('data', cut)
    client.pipe(nats)
  }

  const server = createServer({ noDelay: true }, join).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    cut,
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
