import {
  closeCodes,
  type ErrorName,
  type EventFrame,
  effectOf,
  errorBody,
  type Output,
  type SignalFrame,
} from '@parley/protocol'
import { type Command, SimulatedChat } from './simulated-chat.ts'
import { SimulatedSocket } from './simulated-socket.ts'

export { me, other, ownStream, roomId, roomStream } from './simulated-chat.ts'

type Hello = Output<'hello'>
type Request = Command & { readonly id: number }

/** What goes wrong with one request or one event; `undefined` for nothing. */
export type Trouble =
  | { readonly kind: 'refuse'; readonly name: ErrorName; readonly retry_ms?: number }
  /** Carried out after `lateMs`, or not at all; never answered. */
  | { readonly kind: 'swallow'; readonly lateMs?: number }
  | { readonly kind: 'sever'; readonly acted: boolean }
  /** Carried out at once and answered after `lateMs`, behind what has happened since. */
  | { readonly kind: 'dawdle'; readonly lateMs: number }

/** A server of one user, in memory, that is right and can be told to be in trouble. Speaks JSON. */
export class SimulatedServer extends SimulatedChat {
  readonly sockets: SimulatedSocket[] = []
  readonly requests: Request[] = []
  /** Whether handshakes succeed. */
  isUp = true
  /** What a request over HTTP gets where handshakes do not: nothing, where that is the line. */
  doorkeeper: (() => Response) | undefined
  /** How often it was asked over HTTP. */
  asks = 0
  /** Whether no client frame is answered at all. */
  isDeaf = false
  delay: () => number = () => 5
  troubleWith: (request: Request) => Trouble | undefined = () => undefined
  /** How often an event is delivered: 1, or 0 and 2 for a server that is wrong. */
  copies: (event: EventFrame) => number = () => 1
  readonly #following = new Map<SimulatedSocket, Set<string>>()
  readonly #stopExpiry = new Map<SimulatedSocket, () => void>()

  readonly openSocket = (_url: string, protocols: string[]): SimulatedSocket => {
    const socket = new SimulatedSocket(protocols, this.clock)
    socket.delay = () => this.delay()
    socket.onrequest = (request: Request) => this.#take(socket, request)
    socket.mostBytes = () => this.frameBytes
    socket.ongone = () => this.#forget(socket)
    this.sockets.push(socket)
    if (this.isUp) socket.accept()
    else socket.cut(1006)
    return socket
  }

  readonly fetch = (async () => {
    this.asks += 1
    if (this.doorkeeper) return this.doorkeeper()
    if (!this.isUp) throw new TypeError('fetch failed')
    return Response.json({ user: this.user })
  }) as unknown as typeof fetch

  get socket(): SimulatedSocket {
    return this.sockets.at(-1) as SimulatedSocket
  }

  get tokens(): string[] {
    return this.sockets.map((socket) => socket.protocols[1]?.replace('bearer.', '') ?? '')
  }

  asked(command: string): Request[] {
    return this.requests.filter((request) => request.do === command)
  }

  /** Everything before is gone from here. */
  reset(on: string, epoch: number): void {
    this.retain(on, 0)
    const stream = this.stream(on)
    stream.epoch = epoch
    this.socket.tell({ on, reset: { epoch, head: stream.floor, floor: stream.floor } })
  }

  /** Who may follow what is in doubt: everybody has to open anew. */
  override restore(lost: number): void {
    super.restore(lost)
    for (const socket of this.#following.keys()) socket.cut(closeCodes.STREAM_LOST.code)
    this.#following.clear()
  }

  protected override publish(event: EventFrame): void {
    for (const [socket, following] of this.#following) if (following.has(event.on)) this.#deliver(socket, event)
  }

  protected override publishSignal(signal: SignalFrame): void {
    for (const [socket, following] of this.#following) if (following.has(signal.on)) socket.tell(signal)
  }

  #deliver(socket: SimulatedSocket, event: EventFrame): void {
    for (let copy = 0; copy < this.copies(event); copy++) socket.tell(event)
    const following = this.#following.get(socket)
    const effect = effectOf(event.ev)
    if (effect === 'start') following?.add(event.is.on as string)
    if (effect === 'end' && event.is.user === this.user) following?.delete(event.on)
  }

  #take(socket: SimulatedSocket, request: Request): void {
    if (this.isDeaf) return
    this.requests.push(request)
    const trouble = this.troubleWith(request)
    if (!trouble) this.#answer(socket, request)
    else if (trouble.kind === 'dawdle') this.#answer(socket, request, trouble.lateMs)
    else if (trouble.kind === 'refuse') this.#refuse(socket, request, trouble)
    else if (trouble.kind === 'swallow') this.#swallow(request, trouble.lateMs)
    else {
      if (trouble.acted) this.act(request)
      socket.sever()
    }
  }

  #refuse(socket: SimulatedSocket, { id }: Request, { name, retry_ms }: { name: ErrorName; retry_ms?: number }): void {
    socket.tell({ id, error: errorBody(name, retry_ms === undefined ? {} : { retry_ms }) })
  }

  #swallow(request: Request, lateMs: number | undefined): void {
    if (lateMs !== undefined) this.clock.after(lateMs, () => void this.act(request))
  }

  #answer(socket: SimulatedSocket, request: Request, lateMs = 0): void {
    const { id, do: command } = request
    const whole = this.act(request)
    const { first: ok, later } = this.#inParts(command, whole)
    const answer = typeof ok === 'string' ? { id, error: errorBody(ok) } : { id, ok }
    // Events follow the answer to hello, so nothing comes before it.
    if (lateMs > 0 && command !== 'hello') this.clock.after(lateMs, () => socket.tell(answer))
    else socket.tell(answer)
    if ('error' in answer) return
    if (command === 'hello') this.#following.set(socket, new Set())
    if (command === 'hello' || command === 'stream.follow') this.#follow(socket, ok as Hello)
    if (command === 'stream.leave')
      for (const on of request.with.streams as string[]) this.#following.get(socket)?.delete(on)
    if (command === 'hello' || command === 'token.renew') this.#expire(socket)
    if (later.length > 0) this.clock.after(this.openAfterMs, () => this.#open(socket, later))
  }

  #follow(socket: SimulatedSocket, hello: Pick<Hello, 'streams'>): void {
    for (const { on } of hello.streams) this.#following.get(socket)?.add(on)
    for (const { on, from } of hello.streams) {
      const { floor, events } = this.stream(on)
      for (const event of events.slice(from - floor)) socket.tell(event)
    }
  }

  /** Each `opened` frame names so many streams, and the first comes so long after hello; by 0 all are in the answer. */
  inParts = 0
  openAfterMs = 0
  /** Services that do not answer. */
  opening: readonly string[] = []

  #inParts(command: string, ok: object | ErrorName): { first: object | ErrorName; later: Hello['streams'] } {
    if (command !== 'hello' || typeof ok === 'string') return { first: ok, later: [] }
    const { opening } = this
    if (this.inParts === 0) return { first: opening.length > 0 ? { ...ok, opening } : ok, later: [] }
    return { first: { ...ok, streams: [], opening: ['chat', ...opening] }, later: (ok as Hello).streams }
  }

  #open(socket: SimulatedSocket, streams: Hello['streams']): void {
    for (let from = 0; from < streams.length; from += this.inParts) {
      const more = from + this.inParts < streams.length
      const part = streams.slice(from, from + this.inParts)
      socket.tell({ opened: 'chat', streams: part, unknown: [], ...(more ? { more } : {}) })
    }
    this.#follow(socket, { streams })
  }

  #expire(socket: SimulatedSocket): void {
    this.#stopExpiry.get(socket)?.()
    const expired = () => socket.cut(closeCodes.TOKEN_EXPIRED.code)
    this.#stopExpiry.set(socket, this.clock.after(this.tokenLifeMs, expired))
  }

  #forget(socket: SimulatedSocket): void {
    this.#stopExpiry.get(socket)?.()
    this.#stopExpiry.delete(socket)
    this.#following.delete(socket)
  }
}
