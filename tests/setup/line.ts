/** A socket spoken by hand from the first byte on: no library stands between a test and the wire. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { ServerFrame, Subprotocol } from '@parley/protocol'
import { watchArrivals } from './arrivals.ts'
import { closeCodeOf, type Frame, type FrameParts, opcodes, readFrames, writeFrame } from './frames.ts'
import { upgradeRequest } from './upgrade.ts'

export interface Line extends AsyncDisposable {
  /** Everything that arrived, in order. */
  readonly frames: readonly Frame[]
  /** The texts among it. */
  readonly texts: readonly ServerFrame[]
  write(bytes: Uint8Array): void
  send(...frames: readonly FrameParts[]): void
  /** The answer to a ping, the command, that is asked behind all else. */
  serves(): Promise<ServerFrame>
  until<T>(found: () => T | undefined | false): Promise<T>
  /** The code of the server's close frame; 1006 where the line ends without one. */
  closed(): Promise<number>
  /** Resolves when the server has ended the connection. */
  ended(): Promise<void>
}

/** Opens a socket and says nothing on it. */
export const openLine = async (
  url: string,
  token: string,
  subprotocol: Subprotocol = 'parley.v1.json',
): Promise<Line> => {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  const closing = Promise.withResolvers<number>()
  const { look, until } = watchArrivals(closing.promise)
  const frames: Frame[] = []
  let head = ''
  let rest: Buffer = Buffer.alloc(0)
  let lastId = 0

  const take = (data: Buffer) => {
    const read = readFrames(Buffer.concat([rest, data]))
    rest = read.rest
    frames.push(...read.frames)
    look()
    const close = read.frames.find(({ opcode }) => opcode === opcodes.close)
    if (close) closing.resolve(closeCodeOf(close))
  }
  socket.on('error', () => {})
  ended.then(() => closing.resolve(1006))
  socket.write(upgradeRequest(url, { protocols: `${subprotocol}, bearer.${token}` }))
  while (!head.includes('\r\n\r\n')) head += (await once(socket, 'data'))[0].toString('latin1')
  if (!head.startsWith('HTTP/1.1 101')) throw new Error(head)
  socket.on('data', take)
  take(Buffer.from(head.slice(head.indexOf('\r\n\r\n') + 4), 'latin1'))

  const textsOf = () =>
    frames.filter(({ opcode }) => opcode === opcodes.text).map(({ payload }) => JSON.parse(payload.toString('utf8')))
  const send = (...all: readonly FrameParts[]) => void socket.write(Buffer.concat(all.map(writeFrame)))

  return {
    frames,
    get texts() {
      return textsOf()
    },
    write: (bytes) => void socket.write(bytes),
    send,
    serves: () => {
      const id = --lastId
      send({ payload: JSON.stringify({ id, do: 'ping' }) })
      return until(() => textsOf().find((frame) => frame.id === id))
    },
    until,
    closed: () => closing.promise,
    ended: () => ended,
    [Symbol.asyncDispose]: async () => {
      socket.destroy()
      await ended
    },
  }
}
