/**
 * A WebSocket client that costs next to nothing, so that the load generator does not decide the figures: it walks over
 * frame headers and hands out the bytes of each payload, unparsed. No fragments, no compression.
 */
import { connect, type Socket } from 'node:net'

/** The payload of one frame is `buffer` from `start` to `end`; valid only during the call. */
export type OnFrame = (buffer: Buffer, start: number, end: number) => void

export interface Wire {
  send(text: string): void
  /** Reads no more, and leaves the connection open. */
  stall(): void
  end(): void
  /** Resolves, when the connection is gone, to how it ended. */
  readonly closed: Promise<Error>
}

export interface Address {
  readonly port: number
  readonly path: string
  readonly protocols?: string
  /** The address of this machine that the client has; there are some 28,000 ports on each. */
  readonly from?: string
}

const handshake = ({ port, path, protocols }: Address) =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${protocols ? `Sec-WebSocket-Protocol: ${protocols}\r\n` : ''}\r\n`

/** A masked text frame; the mask is zero, which leaves the text as it is. */
const maskedText = (text: string): Buffer => {
  const body = Buffer.from(text)
  const short = body.length < 126
  const header = Buffer.alloc(short ? 6 : 8)
  header[0] = 0x81
  header[1] = 0x80 | (short ? body.length : 126)
  if (!short) header.writeUInt16BE(body.length, 2)
  return Buffer.concat([header, body])
}

const closeFrame = 0x88
const pongFrame = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])

class Walker {
  #rest: Buffer | undefined
  readonly #onFrame: OnFrame
  readonly #socket: Socket

  constructor(socket: Socket, onFrame: OnFrame) {
    this.#socket = socket
    this.#onFrame = onFrame
  }

  take(chunk: Buffer): void {
    const buffer = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    while (buffer.length - at >= 2) {
      const short = (buffer[at + 1] as number) & 0x7f
      const header = short < 126 ? 2 : short === 126 ? 4 : 10
      if (buffer.length - at < header) break
      const size =
        short < 126 ? short : short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2))
      if (buffer.length - at < header + size) break
      this.#frame(buffer, at, header, size)
      at += header + size
    }
    this.#rest = at < buffer.length ? buffer.subarray(at) : undefined
  }

  #frame(buffer: Buffer, at: number, header: number, size: number): void {
    const kind = buffer[at] as number
    if (kind === 0x89) this.#socket.write(pongFrame)
    else if (kind === closeFrame) this.#socket.destroy(new Error(`closed with ${buffer.readUInt16BE(at + header)}`))
    else this.#onFrame(buffer, at + header, at + header + size)
  }
}

/** What one turn brings to send leaves in one write, as it would from a client that corks its socket. */
const makeWriter = (socket: Socket) => {
  let due: Buffer[] = []
  const flush = () => {
    socket.write(Buffer.concat(due))
    due = []
  }
  return (text: string): void => {
    if (due.length === 0) queueMicrotask(flush)
    due.push(maskedText(text))
  }
}

const closing = (socket: Socket): Promise<Error> =>
  new Promise((resolve) => {
    let reason = new Error('the connection was closed')
    socket.on('error', (error) => {
      reason = error
    })
    socket.once('close', () => resolve(reason))
  })

/** Resolves to what came behind the head of the answer. */
const readHead = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let head = ''
    const onHead = (chunk: Buffer) => {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', onHead)
      if (head.startsWith('HTTP/1.1 101')) resolve(Buffer.from(head.slice(end + 4), 'latin1'))
      else reject(new Error(head))
    }
    socket.on('data', onHead)
  })

const rejection = async (closed: Promise<Error>): Promise<never> => {
  throw await closed
}

/** Resolves when the upgrade has been accepted. */
export const openWire = async (address: Address, onFrame: OnFrame): Promise<Wire> => {
  const socket = connect({ port: address.port, host: '127.0.0.1', localAddress: address.from })
  const closed = closing(socket)
  socket.setNoDelay(true)
  socket.once('connect', () => socket.write(handshake(address)))
  const walker = new Walker(socket, onFrame)
  const rest = await Promise.race([readHead(socket), rejection(closed)])
  socket.on('data', (data) => walker.take(data as Buffer))
  if (rest.length > 0) walker.take(rest)
  return { send: makeWriter(socket), stall: () => socket.pause(), end: () => socket.destroy(), closed }
}
