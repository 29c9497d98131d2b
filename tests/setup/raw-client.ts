/** A client without our SDK, as somebody might write it in another language from the protocol page alone. */
import { once } from 'node:events'
import {
  asEvent,
  type CommandName,
  type ErrorBody,
  type EventFrame,
  type Input,
  type OpenedFrame,
  type Output,
  type ServerFrame,
} from '@parley/protocol'
import { Packr } from 'msgpackr'
import WebSocket from 'ws'
import { watchArrivals } from './arrivals.ts'
import { noteCame } from './came.ts'
import { checked } from './checked.ts'
import { refused } from './refused.ts'

export type Positions = Record<string, [epoch: number, seq: number]>
type Hello = Output<'hello'>

export interface RawClient extends AsyncDisposable {
  readonly socket: WebSocket
  readonly hello: Hello
  /** Everything that arrived, in order. */
  readonly frames: ServerFrame[]
  readonly resets: string[]
  events(on: string): EventFrame[]
  /** Rejects with the error body. */
  call<C extends CommandName>(name: C, input: Input<C>): Promise<Output<C>>
  /** Resolves when the stream has delivered the event at `seq`. */
  waitFor(on: string, seq: number): Promise<EventFrame>
  until<T>(found: () => T | undefined | false): Promise<T>
  /** The close code, when the server closes. */
  closed(): Promise<number>
  positions(): Positions
  /** Resolves when all streams of this service are named, with the frames that did it. */
  opened(owner: string): Promise<OpenedFrame[]>
}

export type RawEncoding = 'json' | 'msgpack'

const packr = new Packr({ useRecords: false, int64AsType: 'number' })
const codecs = {
  json: { write: (value: unknown) => JSON.stringify(value), read: (data: Buffer) => JSON.parse(String(data)) },
  msgpack: { write: (value: unknown) => packr.pack(value), read: (data: Buffer) => packr.unpack(data) },
} as const satisfies Record<RawEncoding, unknown>

interface Waiting {
  resolve(ok: unknown): void
  reject(body: ErrorBody): void
}

interface Options {
  readonly have?: Positions
  readonly headers?: Record<string, string>
  readonly encoding?: RawEncoding
  /** Reads `opened` frames. */
  readonly opened?: true
  /** Said before hello. */
  readonly early?: readonly { readonly do: CommandName; readonly with: object }[]
  /** To which everything that arrives is added, where it is kept over several connections. */
  readonly frames?: ServerFrame[]
}

export const openSocket = (url: string, protocols: string[], headers: Record<string, string> = {}): WebSocket =>
  new WebSocket(`${url.replace('http', 'ws')}/v1/socket`, protocols, { headers, perMessageDeflate: false })

/** Connects, says hello, and checks nothing: what arrives is kept for the test to judge. */
export const connectRaw = async (
  url: string,
  token: string,
  { have, headers, encoding = 'json', opened, early = [], frames = [] }: Options = {},
): Promise<RawClient> => {
  const codec = codecs[encoding]
  const openedAt = Date.now()
  const socket = openSocket(url, [`parley.v1.${encoding}`, `bearer.${token}`], headers)
  const byStream = new Map<string, EventFrame[]>()
  const waiting = new Map<number, Waiting>()
  const closed = once(socket, 'close').then(([code]) => code as number)
  const { look, orClosed, until } = watchArrivals(closed)
  let lastId = 0

  const keep = (event: EventFrame) => {
    const events = byStream.get(event.on)
    if (events) events.push(event)
    else byStream.set(event.on, [event])
  }

  socket.on('message', (data) => {
    const frame = codec.read(data as Buffer) as ServerFrame
    frames.push(frame)
    noteCame(frame, openedAt)
    if ('seq' in frame) keep(asEvent(frame))
    if ('id' in frame) {
      const call = waiting.get(frame.id)
      waiting.delete(frame.id)
      if ('ok' in frame) call?.resolve(frame.ok)
      else call?.reject(frame.error)
    }
    look()
  })
  socket.on('error', () => {})
  await once(socket, 'open')

  const call = <C extends CommandName>(name: C, input: Input<C>): Promise<Output<C>> =>
    orClosed(
      new Promise((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, { resolve, reject: (body) => reject(refused(body, name)) })
        socket.send(codec.write({ id, do: name, with: input }))
      }).then((ok) => checked(name, ok)),
    )

  const events = (on: string) => byStream.get(on) ?? []
  const greet = async () => {
    for (const { do: name, with: input } of early) await call(name, input as never)
    return call('hello', { ...(have ? { have } : {}), ...(opened ? { opened } : {}) })
  }
  const hello = await greet().catch((reason) => {
    socket.terminate()
    throw reason
  })
  const openedOf = (owner: string) =>
    frames.filter((frame): frame is OpenedFrame => 'opened' in frame && frame.opened === owner)
  const followed = () => [hello, ...frames.filter((frame) => 'opened' in frame)].flatMap(({ streams }) => streams)

  return {
    socket,
    hello,
    frames,
    get resets() {
      return frames.flatMap((frame) => ('reset' in frame ? [frame.on] : []))
    },
    events,
    call,
    until,
    waitFor: (on, seq) => until(() => events(on).findLast((event) => event.seq === seq)),
    closed: () => closed,
    positions: () => {
      const positions: Positions = {}
      for (const { on, epoch, from } of followed()) positions[on] = [epoch, Math.max(from, events(on).at(-1)?.seq ?? 0)]
      return positions
    },
    opened: (owner) =>
      until(() => {
        const parts = openedOf(owner)
        return parts.at(-1)?.more === undefined && parts.length > 0 && parts
      }),
    [Symbol.asyncDispose]: async () => {
      socket.terminate()
      await closed
    },
  }
}
