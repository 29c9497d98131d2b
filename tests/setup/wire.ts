/** A socket on which anything can be sent: requests of either encoding, and bytes that are none. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Answer, CommandName, ErrorBody, ServerFrame, Subprotocol } from '@parley/protocol'
import { Packr } from 'msgpackr'
import type WebSocket from 'ws'
import { watchArrivals } from './arrivals.ts'
import { openSocket } from './raw-client.ts'

export interface Wire extends AsyncDisposable {
  readonly socket: WebSocket
  /** Everything that arrived, in order. */
  readonly frames: readonly ServerFrame[]
  /** One request, or anything else, in the encoding of the socket. */
  send(frame: unknown): void
  /** The payload of one message. */
  sendPayload(data: string | Uint8Array, binary?: boolean): void
  /** What the WebSocket library would never write. */
  sendBytes(bytes: Uint8Array): void
  ask(name: CommandName, input: unknown): Promise<Answer>
  answer(id: number): Promise<Answer>
  /** The errors that came outside any request. */
  errors(): ErrorBody[]
  until<T>(found: () => T | undefined | false): Promise<T>
  /** The close code, when the server closes. */
  closed(): Promise<number>
}

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'number' })

export const encode = (subprotocol: Subprotocol, value: unknown): string | Buffer =>
  subprotocol === 'parley.v1.json' ? JSON.stringify(value) : packr.pack(value)

export const decode = (subprotocol: Subprotocol, data: Buffer): ServerFrame =>
  subprotocol === 'parley.v1.json' ? JSON.parse(data.toString('utf8')) : packr.unpack(data)

/** Connects and says nothing. */
export const openWire = async (
  url: string,
  token: string,
  subprotocol: Subprotocol = 'parley.v1.json',
  headers: Record<string, string> = {},
): Promise<Wire> => {
  const socket = openSocket(url, [subprotocol, `bearer.${token}`], headers)
  const frames: ServerFrame[] = []
  const closed = once(socket, 'close').then(([code]) => code as number)
  const { look, until } = watchArrivals(closed)
  let lastId = 1_000_000
  socket.on('message', (data) => {
    frames.push(decode(subprotocol, data as Buffer))
    look()
  })
  socket.on('error', () => {})
  await once(socket, 'open')

  const sendPayload = (data: string | Uint8Array, binary = subprotocol !== 'parley.v1.json') =>
    socket.send(data, { binary })
  const send = (frame: unknown) => sendPayload(encode(subprotocol, frame))
  const answer = (id: number) => until(() => frames.find((frame): frame is Answer => 'id' in frame && frame.id === id))

  return {
    socket,
    frames,
    send,
    sendPayload,
    sendBytes: (bytes) => void (socket as unknown as { _socket: Socket })._socket.write(bytes),
    ask: (name, input) => {
      const id = ++lastId
      send({ id, do: name, with: input })
      return answer(id)
    },
    answer,
    errors: () => frames.flatMap((frame) => ('error' in frame && !('id' in frame) ? [frame.error] : [])),
    until,
    closed: () => closed,
    [Symbol.asyncDispose]: async () => {
      socket.terminate()
      await closed
    },
  }
}
