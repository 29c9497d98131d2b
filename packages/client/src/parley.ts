import type { CommandName, Input, Output } from '@parley/protocol'
import { Asides, type AsidesOwner, type Seat } from './asides.ts'
import { Caller } from './caller.ts'
import { Changes } from './changes.ts'
import { ChatModel } from './chat-model.ts'
import { deferred } from './deferred.ts'
import { endingOf } from './ending.ts'
import { Gate } from './gate.ts'
import { Handlers } from './handlers.ts'
import { Inbox, type InboxOwner } from './inbox.ts'
import type { Insistence } from './insist.ts'
import { Link, type LinkOwner } from './link.ts'
import type { Model } from './model.ts'
import { faultOf, type ParleyOptions, type Settings, settingsOf, socketAddress } from './options.ts'
import { watchPage } from './page-events.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import { People, type PeopleOwner } from './people.ts'
import { type KeeperOwner, PositionKeeper, type Positions } from './positions.ts'
import type { Room, SendOptions } from './room.ts'
import { Rooms, type RoomsOwner } from './rooms.ts'
import { type ParleyState, stateOf } from './state.ts'
import type { Position } from './streams.ts'
import { peopleAtOnce } from './table.inline.ts'
import { messageText } from './text.ts'
import type { Told } from './told.ts'
import { type Sent, Unsent, type UnsentOwner } from './unsent.ts'
import type { Pending } from './unsent-store.ts'
import { uuid7 } from './uuid7.ts'

/**
 * One user's connection to a server, and what is known over it: it comes back by itself, and keeps rooms and messages
 * true until `close`. What cannot work ends it: `state` is `ended` then, and `error` says why.
 */
export class Parley {
  /**
   * Calls the listener after visible changes, once for all that happen in one go; the function it gives ends that. With
   * `version`, or with a value that is to be shown, it fits React's `useSyncExternalStore`. Each room has one of its own.
   */
  readonly subscribe: (listener: () => void) => () => void
  /**
   * Resolves when it has been online and `rooms` are known. Rejects with `error` when the connection ends before. While the
   * server cannot be reached it does neither: `trouble` says why.
   */
  readonly ready: Promise<void>
  /** Who people are, by their ids. */
  readonly people: People

  readonly #settings: Settings
  readonly #changes: Changes
  readonly #handlers: Handlers<Told>
  readonly #gate: Gate
  readonly #link: Link
  readonly #caller: Caller
  readonly #unsent: Unsent
  readonly #rooms: Rooms
  readonly #owner: RoomsOwner
  readonly #models: Model[]
  readonly #inbox: Inbox
  readonly #asides: Asides
  readonly #keeper: PositionKeeper
  readonly #stopWatching: () => void
  readonly #ready = deferred<void>()
  #user: string | undefined
  #state: ParleyState = 'waiting'
  #error: ParleyError | undefined
  #closing: Promise<unknown> | undefined
  /** What the clock of the server is ahead of the steady one here. */
  #serverAheadMs: number | undefined

  /** Connects at once. Throws nothing: options that cannot work end it, and `ready` rejects with SETUP_FAULT. */
  constructor(options: ParleyOptions) {
    const settings = settingsOf(options)
    const fault = faultOf(options)
    this.#settings = settings
    this.#changes = new Changes(settings.report)
    this.#handlers = new Handlers(settings.report)
    this.#gate = new Gate(settings.clock, () => this.trouble)
    const socketUrl = fault ? '' : socketAddress(settings.url)
    this.#link = new Link({ ...settings, socketUrl }, this.#linkOwner())
    this.#caller = new Caller(this.#link, this.#gate, settings)
    this.#unsent = new Unsent(settings.unsent, this.#unsentOwner())
    const roomsOwner = this.#roomsOwner()
    this.#owner = roomsOwner
    this.people = new People(this.#peopleOwner(roomsOwner))
    this.#rooms = new Rooms(roomsOwner)
    this.#models = [new ChatModel(this.#rooms, this.people, (returned) => this.#handlers.tell('returned', returned))]
    this.#inbox = new Inbox(this.#inboxOwner())
    this.#asides = new Asides(this.#asidesOwner(roomsOwner))
    this.#keeper = new PositionKeeper(fault ? {} : settings.positions, this.#keeperOwner())
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    this.ready.catch(() => {}) // who does not ask for it reads `state`
    this.#stopWatching = watchPage({
      look: () => this.wake(),
      offline: () => this.#link.offline(),
      leave: () => this.#rooms.saveDrafts(),
    })
    if (fault)
      queueMicrotask(() => this.#link.close(fault)) // who made it can listen first
    else this.#link.start()
  }

  /** Where the connection stands now; `on('state', …)` tells of changes. */
  get state(): ParleyState {
    return stateOf[this.#link.connection.phase]
  }

  /** While waiting: when the next try is due, in milliseconds since 1970. */
  get retryAt(): number | undefined {
    const { clock } = this.#settings
    return this.state === 'waiting' ? clock.date() + this.#link.connection.until - clock.now() : undefined
  }

  /**
   * While it is not online: what the last tries failed for, as far as that is known. While it is: UNAVAILABLE where chat is slow or
   * down, and what it has to say comes later. Another service that is down keeps nobody from talking: what it owns is `ready` later.
   */
  get trouble(): ParleyError | undefined {
    if (this.state !== 'online' || !this.#inbox.opening.includes('chat')) return this.#link.connection.trouble
    return parleyError('UNAVAILABLE', { why: 'chat does not answer yet' })
  }

  /** Why the connection has ended; nothing where `close` ended it. */
  get error(): ParleyError | undefined {
    return this.#error
  }

  /** One's own id, once it has been online. */
  get user(): string | undefined {
    return this.#user
  }

  /** A number that grows with each visible change. */
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

  /** The same rooms, as a list for views. The same array until a room comes or goes. */
  get roomList(): readonly Room[] {
    return this.#rooms.list
  }

  /**
   * The room of an event. Nothing where the event is of no room, where one is no longer in it, and before `ready`: events
   * that were missed may come before the list of rooms does.
   */
  roomOf(event: { readonly on: string }): Room | undefined {
    return this.#rooms.of(event.on)
  }

  /** How far the events of a stream (`room.on`, say) have come; nothing where it is not followed. */
  position(on: string): Position | undefined {
    return this.#inbox.position(on)
  }

  /** How far the events of all streams have come, as plain data for the `positions` of a later program. */
  get positions(): Positions {
    return this.#inbox.positions()
  }

  /**
   * Messages on their way or failed, of all rooms, also of those one is no longer in. The same array until something in it
   * changes.
   */
  get unsent(): readonly Pending[] {
    return this.#unsent.all()
  }

  /** Calls the handler from now on, as often as something of the kind happens; the function it gives ends that. */
  on<K extends keyof Told>(kind: K, handler: (told: Told[K]) => void): () => void {
    return this.#handlers.on(kind, handler)
  }

  /**
   * Carries out a command of the protocol. Waits for a connection and repeats what may be repeated, all within
   * `callTimeoutMs`. Rejects with a ParleyError: with the server's, with UNAVAILABLE when it was not sent, with TIMEOUT
   * when it may have been carried out.
   */
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>> {
    return this.#caller.call(command, input)
  }

  /** The room with one other person, by their id, made when there is none. Rejects as `call` does: USER_NOT_FOUND, say. */
  async createDirect(user: string): Promise<Room> {
    return this.#rooms.adopt(await this.call('room.create', { kind: 'direct', user }))
  }

  /**
   * A new group with these people (ids) besides oneself, as many as one likes: the first hundred are in it from the start,
   * the others come in. Rejects as `call` does.
   */
  async createGroup(name: string, members: readonly string[]): Promise<Room> {
    const key = uuid7(this.#settings.clock.date())
    const first = members.slice(0, peopleAtOnce)
    const room = this.#rooms.adopt(await this.call('room.create', { kind: 'group', key, name, members: first }))
    await room.add(members.slice(peopleAtOnce))
    return room
  }

  /** Comes into a group by the code of an invitation. Nothing where an admin has to let one in first: then it comes by itself. */
  async acceptInvite(code: string): Promise<Room | undefined> {
    const { room } = await this.call('invite.accept', { code })
    return room === undefined ? undefined : this.#rooms.adopt(await this.call('room.get', { room }))
  }

  /** Gives oneself another display name, which others see within seconds. Rejects as `call` does. */
  async changeName(name: string): Promise<void> {
    this.people.learn([await this.call('account.change', { name })])
  }

  /**
   * Follows a stream that is not always followed: that of a room of a space, while it is looked at. `on('event')` tells of its
   * events, from its head on and over every new connection, until the seat is given up: `using seat = parley.follow(stream)`.
   * Where it is ours no longer, `on('ended')` tells so.
   */
  follow(stream: string): Seat {
    return this.#asides.follow(stream)
  }

  /**
   * Opens a room that is not always followed, by its id: a room of a space, or a thread (`message.thread.room`). It is a room as any
   * until the seat is given up, `using thread = await parley.openRoom(id)`, and not in `rooms`. Rejects as `call` and `follow` do.
   * `parley.call` begins a thread (`thread.create`), lists those of a room and those that one follows (`thread.list`,
   * `thread.following`), and does the rest.
   */
  async openRoom(id: string): Promise<Seat & { readonly room: Room }> {
    const told = await this.call('room.get', { room: id })
    const room = this.#rooms.look(told)
    const seat = this.#asides.follow(told.on)
    await seat.ready
    return { ...seat, room }
  }

  /** @internal A part of the SDK that is loaded when it is used: it hears of the streams of its service from now on. */
  join<M extends Model>(make: (owner: RoomsOwner) => M): M {
    const model = make(this.#owner)
    this.#models.push(model)
    return model
  }

  /**
   * For whoever knows that the network or the device is back: tries now instead of waiting on, and looks whether the
   * connection still lives. Once a second at most. A page need not: its own events do so.
   */
  wake(): void {
    this.#link.look()
  }

  /** Forgets a failed message, also of a room that one is no longer in. RangeError where no failed one has this id. */
  discard(id: string): void {
    this.#unsent.discard(id)
  }

  /** Ends the connection for good. What is unsent stays in the store of unsent messages; promises of it, and calls, reject. */
  async close(): Promise<void> {
    this.#link.close()
    await this.#closing
  }

  /** `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #linkOwner(): LinkOwner {
    return {
      token: (wanted) => this.#token(wanted),
      have: (most) => this.#inbox.have(most),
      greeted: (hello) => this.#greeted(hello),
      received: (frame) => this.#received(frame),
      changed: () => this.#connectionChanged(),
      report: this.#settings.report,
    }
  }

  #keeperOwner(): KeeperOwner {
    const { clock, report } = this.#settings
    return {
      clock,
      report,
      positions: () => this.positions,
      begin: (positions) => this.#inbox.resume(positions),
    }
  }

  async #token(wanted: { readonly fresh: boolean }): Promise<string> {
    await this.#keeper.loaded
    return this.#settings.token(wanted)
  }

  /** What is told is told before its position is kept. */
  #received(frame: Parameters<Inbox['take']>[0]): void {
    this.#inbox.take(frame)
    this.#keeper.changed()
  }

  #unsentOwner(): UnsentOwner {
    const { clock, random, report, callTimeoutMs } = this.#settings
    const gate = this.#gate
    return {
      clock,
      random,
      report,
      get isOnline() {
        return gate.isOpen
      },
      request: ({ room, id, text, reply, aside: { files, ...aside } = {} }) => {
        const attached = files && { files: files.map(({ file }) => file) }
        const message = { room, id, text, ...(reply && { reply }), ...aside, ...attached }
        return this.#link.request('message.send', message, callTimeoutMs)
      },
      sent: (pending, sent) => this.#rooms.get(pending.room)?.answered(pending, sent),
      changed: (room) => this.#unsentChanged(room),
    }
  }

  #peopleOwner(insistence: Insistence): PeopleOwner {
    const { clock, report } = this.#settings
    const lookUp = async (users: string[]) => (await this.call('user.get', { users })).users
    return { clock, lookUp, insistence, renamed: (person) => this.#rooms.renamed(person), report }
  }

  #roomsOwner(): RoomsOwner {
    const { clock, random, keep, drafts, report, url } = this.#settings
    const parley = this
    return {
      get people() {
        return parley.people
      },
      drafts,
      get isOnline() {
        return parley.state === 'online'
      },
      serverDate: () => (this.#serverAheadMs === undefined ? clock.date() : clock.now() + this.#serverAheadMs),
      clock,
      random,
      keep,
      pause: (ms) => this.#gate.pause(ms),
      get user() {
        return parley.#user ?? ''
      },
      get isEnded() {
        return parley.state === 'ended'
      },
      call: (command, input) => this.call(command, input),
      position: (on) => this.#inbox.position(on),
      send: (room, text, options) => this.#send(room, text, options),
      tellTyping: (room) => this.#tellTyping(room),
      unsent: (room) => this.#unsent.of(room),
      confirm: (id, sent) => this.#unsent.confirm(id, sent),
      retry: (id) => this.#unsent.retry(id),
      discard: (id) => this.discard(id),
      changed: this.#changes.note,
      report,
      startOver: () => this.#link.lose({}),
      url,
      listed: () => this.#ready.resolve(),
    }
  }

  #asidesOwner(insistence: Insistence): AsidesOwner {
    return {
      insistence,
      ask: (command, input, settle) => this.#link.ask(command, input, settle),
      position: (on) => this.#inbox.position(on),
      lookAt: (on) => this.#inbox.lookAt(on),
      followed: (stream) => {
        this.#inbox.followed(stream)
        this.#rooms.followed(stream)
      },
      left: (on) => {
        this.#inbox.left(on)
        this.#rooms.unlook(on)
      },
    }
  }

  #inboxOwner(): InboxOwner {
    const parley = this
    return {
      models: this.#models,
      handlers: this.#handlers,
      get user() {
        return parley.#user ?? ''
      },
      begun: (isOf) => this.#begun(isOf),
      ended: (on) => {
        this.#asides.ended(on)
        this.#rooms.unlook(on)
      },
      startOver: () => this.#link.lose({}),
    }
  }

  #begun(isOf: (owner: string) => boolean): void {
    this.#asides.greeted(isOf)
    this.#changes.note()
  }

  #send(room: string, given: string, { reply, ...aside }: SendOptions): Promise<Sent> {
    try {
      const text = messageText(given)
      const at = this.#settings.clock.date()
      const answers = { ...(reply && { reply }), ...(Object.keys(aside).length > 0 ? { aside } : {}) }
      return this.#unsent.send({ id: uuid7(at), room, by: this.#user ?? '', at, text, ...answers })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Later it would not be true: so it is not repeated, and where it is lost, or the server does not know it, nobody minds. */
  #tellTyping(room: string): void {
    if (!this.#gate.isOpen) return
    this.#link.request('typing.start', { room }, this.#settings.callTimeoutMs).catch(() => {})
  }

  #unsentChanged(room: string): void {
    this.#rooms.get(room)?.touch()
    this.#changes.note()
  }

  #greeted(hello: Output<'hello'>): void {
    const isSame = this.#user === undefined || this.#user === hello.user
    this.#user ??= hello.user
    this.#serverAheadMs = hello.token_expires_at - hello.token_expires_in_ms - this.#settings.clock.now()
    this.people.outdate()
    if (isSame) this.#inbox.greet(hello)
    else this.#link.lose({ error: parleyError('TOKEN_OF_ANOTHER') })
    this.#keeper.changed()
  }

  #connectionChanged(): void {
    const isOnline = this.state === 'online'
    this.#gate.set(isOnline)
    if (!isOnline) this.#rooms.hush()
    if (this.state === 'ended') this.#ended()
    if (isOnline) void this.#unsent.online(this.#user ?? '')
    this.#changes.note()
    if (this.state === this.#state) return
    this.#state = this.state
    this.#handlers.tell('state', this.#state)
  }

  #ended(): void {
    this.#error = endingOf(this.#link.connection.loss ?? {})
    const why = this.#error ?? parleyError('UNAVAILABLE', { why: 'closed' })
    this.#stopWatching()
    this.#gate.closeForGood(why)
    this.#ready.reject(why)
    this.#closing ??= Promise.all([this.#unsent.close(why), this.#keeper.close()])
  }
}
