/** What the services know of one user: streams and rooms, and what commands do to them. */
import type { ErrorName, EventFrame, Input, Output, SignalFrame, StreamState } from '@parley/protocol'
import type { SimulatedClock } from './simulated-clock.ts'

type Hello = Output<'hello'>
type Listed = Output<'room.list'>['rooms'][number]
export type Command = { readonly do: string; readonly with: Record<string, unknown> }

export const me = '00000000-0000-7000-8000-000000000001'
export const other = '00000000-0000-7000-8000-000000000002'
export const ownStream = `chat/user/${me}`
export const roomId = (number: number): string => `00000000-0000-7000-9000-${String(number).padStart(12, '0')}`
export const roomStream = (id: string): string => `chat/room/${id}`

const isMessage = ({ ev }: EventFrame): boolean => ev === 'message.sent'

class Stream {
  epoch = 1
  floor = 0
  read = 0
  /** All that was ever written, from position 1 on. */
  readonly log: EventFrame[] = []
  /** What we keep about it, and what we have written and not sent. */
  preference: Listed['preference']
  draft: Output<'draft.get'> = { text: '', version: 0 }
  /** Where each message of ours is, by its id. */
  readonly sent = new Map<string, Output<'message.send'>>()

  /** What is still held. */
  get events(): readonly EventFrame[] {
    return this.log.slice(this.floor)
  }

  get head(): number {
    return this.log.length
  }

  get unread(): number {
    return this.log.slice(this.read).filter(isMessage).length
  }

  /** The last messages, at most so many, were never written; this is another history, though its epoch need not say so. */
  restore(lost: number, epochs = 1): void {
    const kept = Math.max(this.floor, this.log.findLastIndex((event) => !isMessage(event)) + 1, this.head - lost)
    this.log.splice(kept)
    this.epoch += epochs
    this.read = Math.min(this.read, kept)
    for (const [id, { seq }] of this.sent) if (seq > kept) this.sent.delete(id)
  }
}

export abstract class SimulatedChat {
  readonly clock: SimulatedClock
  readonly streams = new Map<string, Stream>()
  /** The rooms that the user is in. */
  readonly names = new Map<string, string>()
  user = me
  heartbeatMs = 25_000
  tokenLifeMs = 900_000
  /** Members in one answer. */
  membersAtOnce = 100
  frameBytes = 131_072
  /** Of whoever lets others see it, in each room. */
  receipts: Output<'receipt.list'>['receipts'] = []

  constructor(clock: SimulatedClock) {
    this.clock = clock
    this.stream(ownStream)
  }

  protected abstract publish(event: EventFrame): void
  protected abstract publishSignal(signal: SignalFrame): void

  stream(on: string): Stream {
    const stream = this.streams.get(on) ?? new Stream()
    this.streams.set(on, stream)
    return stream
  }

  head(on: string): number {
    return this.stream(on).head
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
    const { epoch } = this.stream(roomStream(room))
    const place = String(this.head(roomStream(room))).padStart(10, '0')
    const id = `00000000-0000-7000-a000-${String(epoch).padStart(2, '0')}${place}`
    return this.emit(roomStream(room), 'message.sent', { id, text }, by)
  }

  /** We no longer see what was said: nothing comes of it, and the history has it redacted. */
  withhold(room: string, text: string): void {
    const { log } = this.stream(roomStream(room))
    const place = log.findIndex(({ is }) => is.text === text)
    const { on, seq } = log[place] as EventFrame
    log[place] = { on, seq, ev: 'redacted', at: 0, is: {} }
  }

  /** What was said before is not unread. */
  join(number: number): string {
    const id = this.streams.has(roomStream(roomId(number))) ? this.#comeBack(number) : this.room(number)
    const stream = this.stream(roomStream(id))
    const { epoch, head, floor } = stream
    stream.read = head
    this.emit(ownStream, 'room.joined', { ...this.#summary(id), epoch, head, floor }, other)
    return id
  }

  leave(id: string): void {
    this.emit(roomStream(id), 'member.left', { user: me }, other)
    this.emit(ownStream, 'room.left', { room: id, on: roomStream(id) }, other)
    this.names.delete(id)
  }

  emit(on: string, ev: string, is: Record<string, unknown>, by: string): EventFrame {
    const event: EventFrame = { on, seq: this.head(on) + 1, ev, by, at: this.clock.date(), is }
    this.stream(on).log.push(event)
    this.publish(event)
    return event
  }

  signal(ev: string, is: Record<string, unknown>, on = ownStream, by = me): void {
    this.publishSignal({ on, ev, by, at: this.clock.date(), is })
  }

  /** Only the last so many events are held. */
  retain(on: string, last: number): void {
    const stream = this.stream(on)
    stream.floor = Math.max(stream.floor, stream.head - last)
  }

  /** We see what comes from now on alone, or all there ever was again. */
  showNewcomers(room: string, newcomers: 'all' | 'since_joining'): void {
    const stream = this.stream(roomStream(room))
    stream.floor = newcomers === 'all' ? 0 : stream.head
    this.emit(roomStream(room), 'room.changed', { newcomers }, other)
  }

  /** A backup is put back, from before the last messages: at most so many of each room. */
  restore(lost: number): void {
    for (const stream of this.streams.values()) stream.restore(lost)
  }

  /** As a standby does that was promoted without the last messages, and nobody has noticed. */
  failOver(lost: number): void {
    for (const stream of this.streams.values()) stream.restore(lost, 0)
  }

  texts(room: string): string[] {
    return this.stream(roomStream(room))
      .events.filter(isMessage)
      .map((event) => event.is.text as string)
  }

  #comeBack(number: number): string {
    const id = roomId(number)
    this.names.set(id, `Room ${number}`)
    this.emit(roomStream(id), 'member.joined', { user: me, name: '', role: 'member' }, other)
    return id
  }

  act({ do: command, with: input }: Command): object | ErrorName {
    if (this.isFormer && command === 'stream.have') return 'UNKNOWN_COMMAND'
    if (this.isFormer && command === 'hello' && input.opened) return 'BAD_INPUT'
    switch (command) {
      case 'hello':
        return this.#hello(input as Input<'hello'>)
      case 'stream.have':
        Object.assign(this.#told, input.have)
        return {}
      case 'stream.follow':
        return this.#followByName(input as Input<'stream.follow'>)
      case 'stream.leave':
        return {}
      case 'ping':
        return {}
      case 'token.renew':
        return { token_expires_at: this.clock.date() + this.tokenLifeMs, token_expires_in_ms: this.tokenLifeMs }
      case 'room.list':
        return {
          rooms: [...this.names.keys()].map((id) => this.#listed(id)),
          more: false,
        } satisfies Output<'room.list'>
      case 'room.get':
        return this.names.has(input.room as string) ? this.#described(input.room as string) : 'ROOM_NOT_FOUND'
      case 'member.list':
        return this.names.has(input.room as string)
          ? this.#listMembers(input as Input<'member.list'>)
          : 'ROOM_NOT_FOUND'
      case 'room.create':
        return this.#described(this.join(input.kind === 'direct' ? 900 : 901))
      case 'room.history':
        return this.names.has(input.room as string) ? this.#history(input as Input<'room.history'>) : 'ROOM_NOT_FOUND'
      case 'room.at': {
        const { epoch, events } = this.stream(roomStream(input.room as string))
        const found = events.find(({ at }) => at >= (input.at as number)) ?? events.at(-1)
        return { epoch, head: this.head(roomStream(input.room as string)), seq: found?.seq ?? 0 }
      }
      case 'cursor.move':
        return this.move(input as Input<'cursor.move'>)
      case 'preference.set':
      case 'unread.mark':
      case 'unread.clear':
        return this.names.has(input.room as string) ? this.keep(command, input) : 'ROOM_NOT_FOUND'
      case 'draft.set':
        return this.names.has(input.room as string) ? this.setDraft(input as Input<'draft.set'>) : 'ROOM_NOT_FOUND'
      case 'draft.get':
        return this.stream(roomStream(input.room as string)).draft
      case 'draft.list':
        return this.#listDrafts()
      case 'receipt.list':
        return { receipts: this.receipts } satisfies Output<'receipt.list'>
      case 'typing.start':
        return this.names.has(input.room as string) ? {} : 'STREAM_NOT_FOUND'
      case 'user.get':
        return { users: (input.users as string[]).map((user) => ({ user, name: `Person ${user}` })) }
      case 'message.send':
        return this.#send(input as Input<'message.send'>)
      default:
        return 'UNKNOWN_COMMAND'
    }
  }

  /** A server of the release before takes positions with hello alone, and does not read `opened`. */
  isFormer = false
  /** Positions that came before hello. */
  #told: NonNullable<Input<'hello'>['have']> = {}

  #hello({ have: named = {} }: Input<'hello'>): Hello {
    const have = { ...this.#told, ...named }
    this.#told = {}
    const followed = [ownStream, ...[...this.names.keys()].map(roomStream)]
    return {
      session: me,
      user: this.user,
      heartbeat_ms: this.heartbeatMs,
      token_expires_at: this.clock.date() + this.tokenLifeMs,
      token_expires_in_ms: this.tokenLifeMs,
      frame_bytes: this.frameBytes,
      streams: followed.map((on) => this.#followed(on, have[on])),
      unknown: Object.keys(have).filter((on) => !followed.includes(on)),
    }
  }

  /** Streams that may be followed by name. */
  readonly asides = new Set<string>()

  #followByName({ streams, have = {} }: Input<'stream.follow'>): Output<'stream.follow'> {
    const known = streams.filter((on) => this.asides.has(on))
    return {
      streams: known.map((on) => this.#followed(on, have[on])),
      unknown: streams.filter((on) => !this.asides.has(on)),
    }
  }

  #followed(on: string, have: [number, number] | undefined): Hello['streams'][number] {
    const state = this.#state(on)
    if (!have) return { ...state, from: state.head }
    const fits = have[0] === state.epoch && have[1] >= state.floor && have[1] <= state.head
    return fits ? { ...state, from: have[1] } : { ...state, from: state.head, reset: true }
  }

  #state(on: string): StreamState {
    const { epoch, head, floor, read, unread } = this.stream(on)
    return { on, epoch, head, floor, read, unread }
  }

  #summary(id: string): Pick<Listed, 'room' | 'kind' | 'name' | 'role' | 'on'> {
    return { room: id, kind: 'group', name: this.names.get(id) ?? '', role: 'member', on: roomStream(id) }
  }

  #listed(id: string): Listed {
    const last = this.stream(roomStream(id)).events.at(-1)
    return { ...this.#standing(id), ...(last && { last }) }
  }

  #standing(id: string) {
    const { preference } = this.stream(roomStream(id))
    return { ...this.#summary(id), ...this.#state(roomStream(id)), ...(preference ? { preference } : {}) }
  }

  /** As another device of ours does it too. */
  keep(command: string, { room, seq, seen, ...change }: Record<string, unknown>): NonNullable<Listed['preference']> {
    const stream = this.stream(roomStream(room as string))
    const { read, unread } = stream
    const kept: Record<string, unknown> = {
      level: 'all',
      muted: false,
      favourite: false,
      ...stream.preference,
      ...change,
    }
    const from = (seq as number | undefined) ?? stream.head
    if (command === 'unread.mark')
      kept.marked = { seq: from, read, unread: stream.log.slice(from - 1, read).filter(isMessage).length }
    if (command === 'unread.clear') delete kept.marked
    if (change.hidden === true) kept.hidden = { read, unread }
    if (change.hidden === false) delete kept.hidden
    if (change.muted_ms) Object.assign(kept, { muted: true, muted_until: this.clock.date() + Number(change.muted_ms) })
    delete kept.muted_ms
    stream.preference = kept as NonNullable<Listed['preference']>
    this.emit(ownStream, 'preference.changed', { room, ...stream.preference }, me)
    return stream.preference
  }

  /** As another device of ours does it too. */
  setDraft({ room, text, reply, version = 0 }: Input<'draft.set'>): Output<'draft.set'> {
    const stream = this.stream(roomStream(room))
    if (stream.draft.text !== '' && stream.draft.version > version) return { saved: false, ...stream.draft }
    stream.draft = {
      text,
      ...(reply === undefined ? {} : { reply }),
      version: Math.max(this.clock.date(), version + 1, stream.draft.version + 1),
    }
    this.signal('draft.changed', { room, version: stream.draft.version })
    return { saved: true, ...stream.draft }
  }

  #listDrafts(): Output<'draft.list'> {
    const drafts = [...this.names.keys()].map((room) => ({ room, ...this.stream(roomStream(room)).draft }))
    return { drafts: drafts.filter(({ text }) => text !== ''), more: false }
  }

  #described(id: string): Output<'room.get'> {
    const members = this.#members(id)
    return { ...this.#standing(id), member_count: members.length, members: members.slice(0, this.membersAtOnce) }
  }

  #listMembers({ room, after = 0 }: Input<'member.list'>): Output<'member.list'> {
    const members = this.#members(room)
    const behind = members.filter(({ joined }) => joined > after)
    return {
      epoch: this.stream(roomStream(room)).epoch,
      head: this.head(roomStream(room)),
      member_count: members.length,
      members: behind.slice(0, this.membersAtOnce),
      more: behind.length > this.membersAtOnce,
    }
  }

  /** The two were there before the first event that is held. */
  #members(id: string): Output<'room.get'>['members'] {
    const members = new Map<string, Output<'room.get'>['members'][number]>(
      [me, other].map((user, place) => [user, { user, name: '', role: 'member', joined: 1 + place / 2 }]),
    )
    for (const { ev, is, seq } of this.stream(roomStream(id)).events) {
      const user = is.user as string
      members.delete(ev === 'member.joined' || ev === 'member.left' ? user : '')
      if (ev === 'member.joined')
        members.set(user, { ...(is as Omit<Output<'member.list'>['members'][number], 'joined'>), joined: seq })
    }
    return [...members.values()]
  }

  #history({ room, before, after, around, limit = 50 }: Input<'room.history'>): Output<'room.history'> {
    const { epoch, floor, events } = this.stream(roomStream(room))
    const head = this.head(roomStream(room))
    if (around !== undefined) {
      const near = events.filter(({ seq }) => seq > around - limit / 2 && seq <= around + limit / 2)
      return { epoch, head, floor, events: near, more: (near[0]?.seq ?? 0) > floor + 1 }
    }
    if (after !== undefined) {
      const newer = events.filter(({ seq }) => seq > after)
      return { epoch, head, floor, events: newer.slice(0, limit), more: newer.length > limit }
    }
    const older = events.filter((event) => event.seq < (before ?? Number.MAX_SAFE_INTEGER))
    const page = older.slice(-limit)
    return { epoch, head: this.head(roomStream(room)), floor, events: page, more: older.length > page.length }
  }

  /** Each move that counts is told to all devices. */
  move({ room, seq }: Input<'cursor.move'>): Output<'cursor.move'> | ErrorName {
    const stream = this.stream(roomStream(room))
    if (!this.names.has(room)) return 'ROOM_NOT_FOUND'
    if (seq > stream.head) return 'CURSOR_AHEAD'
    const isFurther = seq > stream.read
    if (isFurther) stream.read = seq
    const { head, read, unread } = stream
    if (isFurther) this.signal('cursor.moved', { room, head, read, unread })
    return { head, read, unread }
  }

  #send({ room, id, text }: Input<'message.send'>): Output<'message.send'> | ErrorName {
    if (!this.names.has(room)) return 'ROOM_NOT_FOUND'
    const stream = this.stream(roomStream(room))
    const first = stream.sent.get(id)
    if (first) return first
    const { seq, at } = this.emit(roomStream(room), 'message.sent', { id, text }, me)
    stream.sent.set(id, { seq, at })
    stream.read = seq
    return { seq, at }
  }
}
