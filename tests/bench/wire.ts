/**
 * A WebSocket client that costs next to nothing, so that the load generator does not decide the figures: it walks over
 * frame headers and hands out the bytes of each payload, unparsed. No fragments, no compression.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** The payload of one frame is `buffer` from `start` to `end`; valid only during the call. */
export type OnFrame = (buffer: Buffer, start: number, end: number) => void

export interface Wire {
  send(text: string): void
  end(): void
}

const handshake = (host: string, path: string, protocols: string) =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
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

/** Resolves when the upgrade has been accepted. */
export const openWire = async (port: number, path: string, protocols: string, onFrame: OnFrame): Promise<Wire> => {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await once(socket, 'connect')
  socket.write(handshake(`127.0.0.1:${port}`, path, protocols))
  const walker = new Walker(socket, onFrame)
  await new Promise<void>((resolve, reject) => {
    let head = ''
    const onHead = (chunk: Buffer) => {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', onHead)
      if (!head.startsWith('HTTP/1.1 101')) return reject(new Error(head))
      socket.on('data', (data) => walker.take(data as Buffer))
      if (head.length > end + 4) walker.take(Buffer.from(head.slice(end + 4), 'latin1'))
      resolve()
    }
    socket.on('data', onHead)
    socket.on('error', reject)
  })
  return { send: makeWriter(socket), end: () => socket.destroy() }
}
