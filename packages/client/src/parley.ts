import type { CommandName, Input, Output } from '@parley/protocol'
import { Caller } from './caller.ts'
import { Changes } from './changes.ts'
import type { Phase } from './connection.ts'
import { deferred } from './deferred.ts'
import { endingOf } from './ending.ts'
import { Gate } from './gate.ts'
import { Handlers } from './handlers.ts'
import { Inbox, type InboxOwner, type News } from './inbox.ts'
import { Link, type LinkOwner } from './link.ts'
import { type ParleyOptions, type Settings, settingsOf, socketAddress } from './options.ts'
import { Outbox, type OutboxOwner, type Sent } from './outbox.ts'
import type { Pending } from './outbox-store.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import type { Room } from './room.ts'
import { Rooms, type RoomsOwner } from './rooms.ts'
import type { Position } from './streams.ts'
import { messageText } from './text.ts'
import { uuid7 } from './uuid7.ts'

/** `waiting`: offline, tries again at `retryAt`. `ended`: closed, or told not to come back (`error` says why). */
export type ParleyState = 'connecting' | 'online' | 'waiting' | 'ended'

/** What handlers hear of. */
export interface Told extends News {
  state: ParleyState
}

const stateOf: Readonly<Record<Phase, ParleyState>> = {
  token: 'connecting',
  opening: 'connecting',
  greeting: 'connecting',
  online: 'online',
  waiting: 'waiting',
  ended: 'ended',
}

/** One user's connection to a server, and what is known over it. */
export class Parley {
  /** Calls the listener after visible changes, once for all that happen in one go. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when the rooms are known; rejects when the connection ends before. */
  readonly ready: Promise<void>

  readonly #settings: Settings
  readonly #changes: Changes
  readonly #handlers: Handlers<Told>
  readonly #gate: Gate
  readonly #link: Link
  readonly #caller: Caller
  readonly #outbox: Outbox
  readonly #rooms: Rooms
  readonly #inbox: Inbox
  readonly #ready = deferred<void>()
  #user: string | undefined
  #state: ParleyState = 'waiting'
  #error: ParleyError | undefined
  #closing: Promise<void> | undefined

  constructor(options: ParleyOptions) {
    const settings = settingsOf(options)
    this.#settings = settings
    this.#changes = new Changes(settings.report)
    this.#handlers = new Handlers(settings.report)
    this.#gate = new Gate(settings.clock)
    this.#link = new Link({ ...settings, url: socketAddress(settings.url) }, this.#linkOwner())
    this.#caller = new Caller(this.#link, this.#gate, settings)
    this.#outbox = new Outbox(settings.outbox, this.#outboxOwner())
    this.#rooms = new Rooms(this.#roomsOwner())
    this.#inbox = new Inbox(this.#inboxOwner())
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    this.ready.catch(() => {}) // who does not ask for it reads `state`
    globalThis.addEventListener?.('online', this.#networkIsBack)
    this.#link.start()
  }

  get state(): ParleyState {
    return stateOf[this.#link.connection.phase]
  }

  /** While waiting: when the next try is due, in milliseconds since 1970. */
  get retryAt(): number | undefined {
    return this.state === 'waiting' ? this.#link.connection.until : undefined
  }

  /** Why the connection has ended; nothing where `close` ended it. */
  get error(): ParleyError | undefined {
    return this.#error
  }

  /** One's own id, once it has been online. */
  get user(): string | undefined {
    return this.#user
  }

  /** Grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** How often a stream skipped an event, which a right server never does; each time the connection was made anew. */
  get faults(): number {
    return this.#inbox.faults
  }

  /** The rooms one is in, by id. Kept true; empty until `ready`. */
  get rooms(): ReadonlyMap<string, Room> {
    return this.#rooms.all
  }

  /** How far the events of a stream have come, where it is followed. */
  position(on: string): Position | undefined {
    return this.#inbox.position(on)
  }

  /** Messages on their way or failed, of all rooms, also of those one is no longer in. */
  get unsent(): readonly Pending[] {
    return this.#outbox.all()
  }

  /** Calls the handler from now on; the function it gives ends that. */
  on<K extends keyof Told>(kind: K, handler: (told: Told[K]) => void): () => void {
    return this.#handlers.on(kind, handler)
  }

  /**
   * Carries out a command of the protocol. Waits for a connection and repeats what may be repeated, all within
   * `callTimeoutMs`. Rejects with a ParleyError: UNAVAILABLE when it was not sent, TIMEOUT when it may have been
   * carried out.
   */
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>> {
    return this.#caller.call(command, input)
  }

  /** The room with one other person, made when there is none. */
  async createDirect(user: string): Promise<Room> {
    return this.#rooms.adopt(await this.call('room.create', { kind: 'direct', user }))
  }

  /** `members` besides oneself. */
  async createGroup(name: string, members: string[]): Promise<Room> {
    const key = uuid7(this.#settings.clock.now())
    return this.#rooms.adopt(await this.call('room.create', { kind: 'group', key, name, members }))
  }

  /** Forgets a failed message, also of a room that one is no longer in. */
  discard(id: string): void {
    this.#outbox.discard(id)
  }

  /** Ends the connection. What is unsent stays in the outbox store; promises of it reject. */
  async close(): Promise<void> {
    this.#link.close()
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  readonly #networkIsBack = (): void => this.#link.networkIsBack()

  #linkOwner(): LinkOwner {
    return {
      token: (wanted) => this.#settings.token(wanted),
      have: () => this.#inbox.have(),
      greeted: (hello) => this.#greeted(hello),
      received: (frame) => this.#inbox.take(frame),
      changed: () => this.#connectionChanged(),
      report: this.#settings.report,
    }
  }

  #outboxOwner(): OutboxOwner {
    const { clock, random, report, callTimeoutMs } = this.#settings
    const gate = this.#gate
    return {
      clock,
      random,
      report,
      get isOnline() {
        return gate.isOpen
      },
      request: ({ room, id, text }) => this.#link.request('message.send', { room, id, text }, callTimeoutMs),
      sent: (pending, sent) => this.#rooms.get(pending.room)?.answered(pending, sent),
      changed: (room) => this.#unsentChanged(room),
    }
  }

  #roomsOwner(): RoomsOwner {
    const { clock, random, keep } = this.#settings
    const parley = this
    return {
      clock,
      random,
      keep,
      get user() {
        return parley.#user ?? ''
      },
      get isEnded() {
        return parley.state === 'ended'
      },
      call: (command, input) => this.call(command, input),
      position: (on) => this.#inbox.position(on),
      send: (room, text) => this.#send(room, text),
      unsent: (room) => this.#outbox.of(room),
      confirm: (id, sent) => this.#outbox.confirm(id, sent),
      retry: (id) => this.#outbox.retry(id),
      discard: (id) => this.discard(id),
      changed: this.#changes.note,
      listed: () => this.#ready.resolve(),
    }
  }

  #inboxOwner(): InboxOwner {
    const parley = this
    return {
      rooms: this.#rooms,
      handlers: this.#handlers,
      get user() {
        return parley.#user ?? ''
      },
      startOver: () => this.#link.lose({}),
    }
  }

  #send(room: string, given: string): Promise<Sent> {
    try {
      const text = messageText(given)
      const at = this.#settings.clock.now()
      return this.#outbox.send({ id: uuid7(at), room, by: this.#user ?? '', at, text })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #unsentChanged(room: string): void {
    this.#rooms.get(room)?.touch()
    this.#changes.note()
  }

  #greeted(hello: Output<'hello'>): void {
    const isSame = this.#user === undefined || this.#user === hello.user
    this.#user ??= hello.user
    if (isSame) this.#inbox.greet(hello)
    else this.#link.lose({ error: parleyError('TOKEN_OF_ANOTHER') })
  }

  #connectionChanged(): void {
    const isOnline = this.state === 'online'
    this.#gate.set(isOnline)
    if (this.state === 'ended') this.#ended()
    if (isOnline) void this.#outbox.online(this.#user ?? '')
    this.#changes.note()
    if (this.state === this.#state) return
    this.#state = this.state
    this.#handlers.tell('state', this.#state)
  }

  #ended(): void {
    this.#error = endingOf(this.#link.connection.loss ?? {})
    const why = this.#error ?? parleyError('UNAVAILABLE', { why: 'closed' })
    globalThis.removeEventListener?.('online', this.#networkIsBack)
    this.#gate.closeForGood(why)
    this.#ready.reject(why)
    this.#closing ??= this.#outbox.close(why)
  }
}
