import {
  type ErrorName,
  type EventFrame,
  errorBody,
  followEffect,
  type Input,
  type Output,
  type StreamState,
} from '@parley/protocol'
import type { SimulatedClock } from './simulated-clock.ts'
import { SimulatedSocket } from './simulated-socket.ts'

type Hello = Output<'hello'>
type Request = { readonly id: number; readonly do: string; readonly with: Record<string, unknown> }
type Listed = Output<'room.list'>['rooms'][number]

export const me = '00000000-0000-7000-8000-000000000001'
export const other = '00000000-0000-7000-8000-000000000002'
export const ownStream = `chat/user/${me}`
export const roomId = (number: number): string => `00000000-0000-7000-9000-${String(number).padStart(12, '0')}`
export const roomStream = (id: string): string => `chat/room/${id}`

interface Stream {
  epoch: number
  floor: number
  /** The first has the position `floor + 1`. */
  events: EventFrame[]
  read: number
}

/** What goes wrong with one request or one event; `undefined` for nothing. */
export type Trouble =
  | { readonly kind: 'refuse'; readonly name: ErrorName; readonly retry_ms?: number }
  /** Carried out after `lateMs`, or not at all; never answered. */
  | { readonly kind: 'swallow'; readonly lateMs?: number }
  | { readonly kind: 'sever'; readonly acted: boolean }

/** A right server for one user, in memory, that can be told to be in trouble. Speaks JSON. */
export class SimulatedServer {
  readonly clock: SimulatedClock
  readonly streams = new Map<string, Stream>()
  readonly sockets: SimulatedSocket[] = []
  readonly requests: Request[] = []
  readonly names = new Map<string, string>()
  user = me
  heartbeatMs = 25_000
  tokenLifeMs = 900_000
  /** Whether handshakes succeed. */
  isUp = true
  /** Whether each client frame is answered at all. */
  isDeaf = false
  delay: () => number = () => 5
  troubleWith: (request: Request) => Trouble | undefined = () => undefined
  /** How often an event is delivered: 1, or 0 and 2 for a server that is wrong. */
  copies: (event: EventFrame) => number = () => 1
  readonly #following = new Map<SimulatedSocket, Set<string>>()

  constructor(clock: SimulatedClock) {
    this.clock = clock
    this.stream(ownStream)
  }

  readonly openSocket = (_url: string, protocols: string[]): SimulatedSocket => {
    const socket = new SimulatedSocket(protocols, this.clock)
    socket.delay = () => this.delay()
    socket.onrequest = (request: Request) => this.#take(socket, request)
    this.sockets.push(socket)
    if (this.isUp) socket.accept()
    else socket.cut(1006)
    return socket
  }

  get socket(): SimulatedSocket {
    return this.sockets.at(-1) as SimulatedSocket
  }

  get tokens(): string[] {
    return this.sockets.map((socket) => socket.protocols[1]?.replace('bearer.', '') ?? '')
  }

  asked(command: string): Request[] {
    return this.requests.filter((request) => request.do === command)
  }

  stream(on: string): Stream {
    const stream = this.streams.get(on) ?? { epoch: 1, floor: 0, events: [], read: 0 }
    this.streams.set(on, stream)
    return stream
  }

  head(on: string): number {
    const { floor, events } = this.stream(on)
    return floor + events.length
  }

  /** A room of ours, with so many messages of the other in it. */
  room(number: number, messages = 0): string {
    const id = roomId(number)
    this.names.set(id, `Room ${number}`)
    this.emit(roomStream(id), 'room.created', { kind: 'group', name: `Room ${number}` }, other)
    for (let place = 1; place <= messages; place++) this.say(id, `message ${place}`)
    return id
  }

  say(room: string, text: string, by = other): EventFrame {
    const id = `00000000-0000-7000-a000-${String(this.head(roomStream(room))).padStart(12, '0')}`
    return this.emit(roomStream(room), 'message.sent', { id, text }, by)
  }

  join(number: number): string {
    const id = this.room(number)
    const { epoch, floor } = this.stream(roomStream(id))
    this.emit(ownStream, 'room.joined', { ...this.#summary(id), epoch, head: this.head(roomStream(id)), floor }, other)
    return id
  }

  leave(id: string): void {
    this.emit(roomStream(id), 'member.left', { user: me }, other)
    this.emit(ownStream, 'room.left', { room: id, on: roomStream(id) }, other)
    this.names.delete(id)
  }

  emit(on: string, ev: string, is: Record<string, unknown>, by: string): EventFrame {
    const event: EventFrame = { on, seq: this.head(on) + 1, ev, by, at: this.clock.now(), is }
    this.stream(on).events.push(event)
    for (const [socket, following] of this.#following) if (following.has(on)) this.#deliver(socket, event)
    return event
  }

  signal(ev: string, is: Record<string, unknown>): void {
    this.socket.tell({ on: ownStream, ev, by: me, at: this.clock.now(), is })
  }

  /** Everything before is gone from here. */
  reset(on: string, epoch: number): void {
    const stream = this.stream(on)
    Object.assign(stream, { epoch, floor: this.head(on), events: [] })
    this.socket.tell({ on, reset: { epoch, head: stream.floor, floor: stream.floor } })
  }

  texts(room: string): string[] {
    return this.stream(roomStream(room))
      .events.filter((event) => event.ev === 'message.sent')
      .map((event) => event.is.text as string)
  }

  #deliver(socket: SimulatedSocket, event: EventFrame): void {
    for (let copy = 0; copy < this.copies(event); copy++) socket.tell(event)
    const following = this.#following.get(socket)
    const effect = followEffect(event.ev)
    if (effect === 'start') following?.add(event.is.on as string)
    if (effect === 'end' && event.is.user === this.user) following?.delete(event.on)
  }

  #take(socket: SimulatedSocket, request: Request): void {
    if (this.isDeaf) return
    this.requests.push(request)
    const trouble = this.troubleWith(request)
    if (!trouble) this.#answer(socket, request)
    else if (trouble.kind === 'refuse') this.#refuse(socket, request, trouble)
    else if (trouble.kind === 'swallow') this.#swallow(request, trouble.lateMs)
    else {
      if (trouble.acted) this.#act(request)
      socket.sever()
    }
  }

  #refuse(socket: SimulatedSocket, { id }: Request, { name, retry_ms }: { name: ErrorName; retry_ms?: number }): void {
    socket.tell({ id, error: errorBody(name, retry_ms === undefined ? {} : { retry_ms }) })
  }

  #swallow(request: Request, lateMs: number | undefined): void {
    if (lateMs !== undefined) this.clock.after(lateMs, () => void this.#act(request))
  }

  #answer(socket: SimulatedSocket, request: Request): void {
    const ok = this.#act(request)
    const isError = typeof ok === 'string'
    socket.tell(isError ? { id: request.id, error: errorBody(ok) } : { id: request.id, ok })
    if (request.do === 'hello') this.#follow(socket, ok as Hello)
  }

  #follow(socket: SimulatedSocket, hello: Hello): void {
    this.#following.set(socket, new Set(hello.streams.map((stream) => stream.on)))
    for (const { on, from } of hello.streams) {
      const { floor, events } = this.stream(on)
      for (const event of events.slice(from - floor)) socket.tell(event)
    }
  }

  #act({ do: command, with: input }: Request): object | ErrorName {
    switch (command) {
      case 'hello':
        return this.#hello(input as Input<'hello'>)
      case 'ping':
        return {}
      case 'token.renew':
        return { token_expires_at: this.clock.now() + this.tokenLifeMs }
      case 'room.list':
        return {
          rooms: [...this.names.keys()].map((id) => this.#listed(id)),
          more: false,
        } satisfies Output<'room.list'>
      case 'room.get':
        return this.names.has(input.room as string) ? this.#described(input.room as string) : 'ROOM_NOT_FOUND'
      case 'room.create':
        return this.#described(this.join(input.kind === 'direct' ? 900 : 901))
      case 'room.history':
        return this.#history(input as Input<'room.history'>)
      case 'cursor.move':
        return this.#move(input as Input<'cursor.move'>)
      case 'message.send':
        return this.#send(input as Input<'message.send'>)
      default:
        return 'UNKNOWN_COMMAND'
    }
  }

  #hello({ have = {} }: Input<'hello'>): Hello {
    const followed = [ownStream, ...[...this.names.keys()].map(roomStream)]
    return {
      session: me,
      user: this.user,
      heartbeat_ms: this.heartbeatMs,
      token_expires_at: this.clock.now() + this.tokenLifeMs,
      streams: followed.map((on) => this.#followed(on, have[on])),
      unknown: Object.keys(have).filter((on) => !followed.includes(on)),
    }
  }

  #followed(on: string, have: [number, number] | undefined): Hello['streams'][number] {
    const state = this.#state(on)
    if (!have) return { ...state, from: state.head }
    const fits = have[0] === state.epoch && have[1] >= state.floor && have[1] <= state.head
    return fits ? { ...state, from: have[1] } : { ...state, from: state.head, reset: true }
  }

  #state(on: string): StreamState {
    const { epoch, floor, read, events } = this.stream(on)
    const unread = events.filter((event) => event.ev === 'message.sent' && event.seq > read).length
    return { on, epoch, head: this.head(on), floor, read, unread }
  }

  #summary(id: string): Pick<Listed, 'room' | 'kind' | 'name' | 'role' | 'on'> {
    return { room: id, kind: 'group', name: this.names.get(id) ?? '', role: 'member', on: roomStream(id) }
  }

  #listed(id: string): Listed {
    return { ...this.#summary(id), ...this.#state(roomStream(id)) }
  }

  #described(id: string): Output<'room.get'> {
    const members = new Map<string, Output<'room.get'>['members'][number]>(
      [me, other].map((user) => [user, { user, name: '', role: 'member' }]),
    )
    for (const { ev, is } of this.stream(roomStream(id)).events) {
      if (ev === 'member.joined') members.set(is.user as string, is as never)
      if (ev === 'member.left') members.delete(is.user as string)
    }
    return { ...this.#listed(id), members: [...members.values()] }
  }

  #history({ room, before, limit = 50 }: Input<'room.history'>): Output<'room.history'> {
    const { epoch, floor, events } = this.stream(roomStream(room))
    const older = events.filter((event) => event.seq < (before ?? Number.MAX_SAFE_INTEGER))
    const page = older.slice(-limit)
    return { epoch, head: this.head(roomStream(room)), floor, events: page, more: older.length > page.length }
  }

  #move({ room, seq }: Input<'cursor.move'>): Output<'cursor.move'> {
    const stream = this.stream(roomStream(room))
    stream.read = Math.max(stream.read, seq)
    const { read, unread } = this.#state(roomStream(room))
    return { read, unread }
  }

  #send({ room, id, text }: Input<'message.send'>): Output<'message.send'> | ErrorName {
    if (!this.names.has(room)) return 'ROOM_NOT_FOUND'
    const stream = this.stream(roomStream(room))
    const first = stream.events.find((event) => event.is.id === id)
    const { seq, at } = first ?? this.emit(roomStream(room), 'message.sent', { id, text }, me)
    if (!first) stream.read = seq
    return { seq, at }
  }
}
