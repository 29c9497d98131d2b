/** A room as events, answers and one's own doing change it. */
import type { CommandName, EventFrame, Input, Output } from '@parley/protocol'
import { Cursor } from './cursor.ts'
import { effectsOf, isEvent, isRedacted, wholeEvent } from './events.ts'
import { History } from './history.ts'
import { type Insistence, insist } from './insist.ts'
import { type Member, Members, type MembersPage } from './members.ts'
import { type Message, messagesOf, type SentMessage } from './messages.ts'
import type { Sent } from './outbox.ts'
import type { Pending } from './outbox-store.ts'
import { ParleyError, parleyError } from './parley-error.ts'
import type { Room } from './room.ts'
import type { Position } from './streams.ts'
import { peopleAtOnce } from './table.inline.ts'

export interface RoomOwner extends Insistence {
  readonly user: string
  /** How many events a room keeps in memory. */
  readonly keep: number
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>>
  send(room: string, text: string): Promise<Sent>
  unsent(room: string): readonly Pending[]
  /** The server has this message of ours. */
  confirm(id: string, sent: Sent): void
  retry(id: string): Promise<Sent>
  discard(id: string): void
  changed(): void
  /** The server has another history than we were shown: a new connection settles where we stand. */
  startOver(): void
}

/** Of an answer: where the room stood when it was made. */
type Stand = Pick<Output<'room.history'>, 'epoch' | 'head'>

export type Summary = Pick<Output<'room.get'>, 'room' | 'kind' | 'name' | 'role' | 'on'>
export type Standing = Pick<Output<'room.get'>, 'epoch' | 'head' | 'floor' | 'read' | 'unread'>

export class LiveRoom implements Room {
  readonly id: string
  readonly kind: Room['kind']
  /** Its stream. */
  readonly on: string
  readonly #owner: RoomOwner
  readonly #history: History
  readonly #cursor: Cursor
  #name: string
  #role: Room['role']
  readonly #members = new Members()
  #position: Position
  #head: number
  #floor: number
  #answered: readonly SentMessage[] = []
  #messages: readonly Message[] | undefined
  #isLeft = false
  /** Counts new beginnings: what was asked before one does not fit what came after. */
  #era = 0
  /** Counts what has changed of what one may see: a page that was asked for before may show more. */
  #sightings = 0
  #loadingMembers: Promise<boolean> | undefined
  #loading: { readonly limit: number; readonly page: Promise<boolean> } | undefined

  /** `position` is how far its events have come. */
  constructor(summary: Summary, standing: Standing, position: Position, owner: RoomOwner) {
    this.id = summary.room
    this.kind = summary.kind
    this.on = summary.on
    this.#name = summary.name
    this.#role = summary.role
    this.#position = position
    this.#head = Math.max(standing.head, position.seq)
    this.#floor = standing.floor
    this.#owner = owner
    this.#history = new History(owner.keep)
    this.#cursor = new Cursor(standing, this.#history)
  }

  get name(): string {
    return this.#name
  }

  get role(): Room['role'] {
    return this.#role
  }

  get head(): number {
    return this.#head
  }

  get read(): number {
    return this.#cursor.read
  }

  get unread(): number {
    return this.#cursor.unread
  }

  get members(): readonly Member[] {
    return this.#members.all
  }

  get memberCount(): number {
    return this.#members.count
  }

  get events(): readonly EventFrame[] {
    return this.#history.events
  }

  get messages(): readonly Message[] {
    this.#messages ??= messagesOf(this.events, this.#answered, this.#owner.unsent(this.id))
    return this.#messages
  }

  send(text: string): Promise<Sent> {
    return this.#owner.send(this.id, text)
  }

  retry(id: string): Promise<Sent> {
    return this.#owner.retry(id)
  }

  discard(id: string): void {
    this.#owner.discard(id)
  }

  async load(): Promise<void> {
    const room = await this.#ask('room.get', () => ({ room: this.id }))
    if (!room) return
    this.update(room)
    this.stand(room)
    this.setMembers(room)
  }

  /** One page at a time; who asks during one gets that one. */
  loadMembers(): Promise<boolean> {
    this.#loadingMembers ??= this.#loadMembers().finally(() => {
      this.#loadingMembers = undefined
    })
    return this.#loadingMembers
  }

  async add(users: readonly string[]): Promise<void> {
    for (let from = 0; from < users.length; from += peopleAtOnce)
      await this.#owner.call('member.add', { room: this.id, users: users.slice(from, from + peopleAtOnce) })
  }

  /** Loads it in the background, as often as it takes. */
  know(): void {
    this.#insist(() => this.load())
  }

  /** One is no longer in it: nothing more need be known of it. */
  leave(): void {
    this.#isLeft = true
  }

  /** One page after the other; who wants no more than the page under way gets that one. */
  async loadOlder(limit = 50): Promise<boolean> {
    const before = this.#loading
    if (before && limit <= before.limit) return before.page
    const loading = { limit, page: this.#loadAfter(before?.page, limit) }
    this.#loading = loading
    return loading.page.finally(() => {
      if (this.#loading === loading) this.#loading = undefined
    })
  }

  async markRead(): Promise<void> {
    const { seq } = this.#position
    if (seq <= this.#cursor.read) return
    this.#cursor.mark(seq)
    this.#owner.changed()
    await this.#tellCursor()
  }

  /** Its messages have changed. */
  touch(): void {
    this.#messages = undefined
    this.#owner.changed()
  }

  /** `head` is as of when this was said: events that came since may have changed the role. */
  update({ name, role, head }: Pick<Summary, 'name' | 'role'> & Pick<Standing, 'head'>): void {
    this.#name = name
    if (head >= this.#position.seq) this.#role = role
    this.#owner.changed()
  }

  /** The first members, as they were at a position; what has come since is applied to them. */
  setMembers({ members, member_count, head }: Pick<Output<'room.get'>, 'members' | 'member_count' | 'head'>): void {
    this.#takeMembers({ members, member_count, head, more: members.length < member_count }, 0)
  }

  /** What the server says of where we stand. It may have said it before what we know already. */
  stand(standing: Standing): void {
    if (standing.epoch !== this.#position.epoch) return
    this.#head = Math.max(standing.head, this.#head)
    this.#floor = Math.max(standing.floor, this.#floor)
    this.#cursor.stand(standing)
    this.#owner.changed()
  }

  /** The stream goes on from here; unless that is where we are, what is loaded does not lead up to it. */
  begin(position: Position, floor: number): void {
    if (position.epoch === this.#position.epoch && position.seq === this.#position.seq) return
    const wasLoaded = this.#history.oldest !== undefined || this.#members.all.length > 0
    this.#era += 1
    this.#position = position
    this.#head = position.seq
    this.#floor = floor
    this.#cursor.restart(position.seq)
    this.#answered = []
    this.#history.clear()
    this.#members.restart()
    this.touch()
    if (wasLoaded) this.#loadAgain()
  }

  apply(event: EventFrame): void {
    this.#position = { ...this.#position, seq: event.seq }
    this.#head = Math.max(this.#head, event.seq)
    this.#history.append(event)
    if (effectsOf(event.ev).effect === 'redact') this.#redact(event.is.seq as number)
    this.#cursor.apply(event, event.by === this.#owner.user)
    this.#members.apply(event)
    if (isEvent(event, 'role.changed') && event.is.user === this.#owner.user) this.#role = event.is.role
    this.#answered = this.#answered.filter((message) => message.seq > event.seq)
    this.#confirm(event)
    this.touch()
  }

  /** What one may see of it is another thing now: what is loaded is read again. */
  reread(): void {
    this.#sightings += 1
    if (this.#history.oldest === undefined) return
    this.#history.clear()
    this.touch()
    this.#insist(() => this.loadOlder())
  }

  #redact(seq: number): void {
    this.#history.redact(seq)
    this.#sightings += 1
  }

  /** The server has confirmed a message; its event is still to come, unless it has come already. */
  answered({ id, by, text }: Pending, { seq, at }: Sent): void {
    const shown = this.#history.at(seq)
    if (shown && !isRedacted(shown) && shown.is.id !== id) this.#owner.startOver() // others have its number now
    this.#head = Math.max(this.#head, seq)
    if (seq > this.#position.seq) this.#answered = [...this.#answered, { id, seq, by, at, text, state: 'sent' }]
    this.touch()
  }

  /** The cursor stands here now, perhaps moved by another device. */
  cursorMoved(cursor: Output<'cursor.move'>): void {
    this.#head = Math.max(this.#head, cursor.head)
    this.#cursor.stand(cursor)
    this.#owner.changed()
  }

  /** Says again how far we have read, where the server does not know. */
  remind(known: number): void {
    if (known < this.#cursor.read) this.#insist(() => this.#tellCursor())
  }

  async #loadMembers(): Promise<boolean> {
    let after = 0
    const page = await this.#ask('member.list', () => {
      after = this.#members.loadedTo
      return this.#members.isComplete ? undefined : { room: this.id, after }
    })
    if (page) this.#takeMembers(page, after)
    return page?.more ?? false
  }

  #takeMembers(page: MembersPage, after: number): void {
    this.#members.take(page, after, this.#history.after(page.head))
    this.#role = this.#members.get(this.#owner.user)?.role ?? this.#role
    this.#owner.changed()
  }

  /** Nobody has read beyond the end: where the server says so, it has lost what we were shown. */
  async #tellCursor(): Promise<void> {
    const era = this.#era
    const { seq } = this.#position
    try {
      const cursor = await this.#owner.call('cursor.move', { room: this.id, seq: this.#cursor.read })
      if (era === this.#era && cursor.head < seq) this.#owner.startOver()
      this.cursorMoved(cursor)
    } catch (error) {
      if (!(error instanceof ParleyError && error.name === 'CURSOR_AHEAD')) throw error
      if (era === this.#era) this.#owner.startOver()
    }
  }

  async #loadAfter(before: Promise<boolean> | undefined, limit: number): Promise<boolean> {
    await before?.catch(() => {})
    return this.#loadPage(limit)
  }

  async #loadPage(limit: number): Promise<boolean> {
    let before = 0
    const sightings = this.#sightings
    const page = await this.#ask('room.history', () => {
      before = this.#history.oldest ?? this.#position.seq + 1
      return before <= this.#floor + 1 ? undefined : { room: this.id, before, limit }
    })
    if (page && sightings !== this.#sightings) return this.#loadPage(limit)
    if (page) this.#prepend(page.events.map(wholeEvent), before)
    return page?.more ?? false
  }

  /** Nothing where the oldest events loaded have been let go meanwhile. */
  #prepend(events: readonly EventFrame[], before: number): void {
    if (before !== (this.#history.oldest ?? this.#position.seq + 1)) return
    if (!this.#history.prepend(events, before)) this.#isOtherHistory()
    for (const event of events) this.#confirm(event)
    this.touch()
  }

  /**
   * Asks until the answer is of the history that we are in; nothing where `input` says that there is nothing to ask. An answer that
   * is made where less has happened than we were shown, or in a later epoch, is of another history: then where we stand is
   * settled by a new connection. It is asked for once more; a server that contradicts itself again is not to be had for now.
   */
  async #ask<C extends 'room.get' | 'room.history' | 'member.list'>(
    command: C,
    input: () => Input<C> | undefined,
    isLast = false,
  ): Promise<Output<C> | undefined> {
    const era = this.#era
    const { epoch, seq } = this.#position
    const asked = input()
    if (!asked) return undefined
    const answer: Stand & Output<C> = await this.#owner.call(command, asked)
    if (era !== this.#era) return this.#ask(command, input, isLast)
    if (answer.epoch === epoch && answer.head >= seq) return answer
    if (isLast || answer.epoch < epoch) this.#isOtherHistory()
    this.#owner.startOver()
    return this.#ask(command, input, true)
  }

  #isOtherHistory(): never {
    this.#owner.startOver()
    throw parleyError('UNAVAILABLE', { why: 'the server told of another history' })
  }

  #confirm({ by, seq, at, ...event }: EventFrame): void {
    if (by === this.#owner.user && isEvent(event, 'message.sent')) this.#owner.confirm(event.is.id, { seq, at })
  }

  /** For a view that had it loaded. */
  #loadAgain(): void {
    this.know()
    this.#insist(() => this.loadOlder())
  }

  #insist(act: () => Promise<unknown>): void {
    const era = this.#era
    void insist(act, () => era === this.#era && !this.#isLeft, this.#owner)
  }
}
