/** A room as events, answers and one's own doing change it. */
import type { EventFrame, Output } from '@parley/protocol'
import { Changes } from './changes.ts'
import { Cursor } from './cursor.ts'
import { insist } from './insist.ts'
import type { Member } from './members.ts'
import type { Message } from './messages.ts'
import type { Sent } from './outbox.ts'
import type { Pending } from './outbox-store.ts'
import { Past } from './past.ts'
import { Place, type Standing } from './place.ts'
import { Questions } from './questions.ts'
import type { Room } from './room.ts'
import type { RoomOwner } from './room-owner.ts'
import { Roster } from './roster.ts'
import type { Position } from './streams.ts'
import { peopleAtOnce } from './table.inline.ts'

export type Summary = Pick<Output<'room.get'>, 'room' | 'kind' | 'name' | 'role' | 'on'>

export class LiveRoom implements Room {
  readonly id: string
  readonly kind: Room['kind']
  readonly on: string
  readonly subscribe: Room['subscribe']
  readonly #owner: RoomOwner
  readonly #changes: Changes
  readonly #place: Place
  readonly #questions: Questions
  readonly #past: Past
  readonly #cursor: Cursor
  readonly #roster: Roster
  #name: string
  #isLeft = false

  /** `position` is how far its events have come. */
  constructor(summary: Summary, standing: Standing, position: Position, owner: RoomOwner) {
    const { room, kind, on, name, role } = summary
    const place = new Place(standing, position)
    const questions = new Questions(place, owner)
    const past = new Past({ room, owner, place, questions, loaded: () => this.#changed() })
    this.id = room
    this.kind = kind
    this.on = on
    this.#name = name
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.#place = place
    this.#questions = questions
    this.#past = past
    this.#cursor = new Cursor(standing, past.history)
    this.#roster = new Roster(role, { room, owner, questions, since: (seq) => past.history.after(seq) })
  }

  get name(): string {
    return this.#name
  }

  get role(): Room['role'] {
    return this.#roster.role
  }

  get head(): number {
    return this.#place.head
  }

  get read(): number {
    return this.#cursor.read
  }

  get unread(): number {
    return this.#cursor.unread
  }

  get members(): readonly Member[] {
    return this.#roster.all
  }

  get memberCount(): number {
    return this.#roster.count
  }

  get events(): readonly EventFrame[] {
    return this.#past.history.events
  }

  get messages(): readonly Message[] {
    return this.#past.messages
  }

  get version(): number {
    return this.#changes.version
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
    const room = await this.#questions.ask('room.get', () => ({ room: this.id }))
    if (!room) return
    this.update(room)
    this.stand(room)
    this.setMembers(room)
  }

  loadMembers(): Promise<boolean> {
    return this.#roster.load(() => this.#changed())
  }

  async add(users: readonly string[]): Promise<void> {
    for (let from = 0; from < users.length; from += peopleAtOnce)
      await this.#owner.call('member.add', { room: this.id, users: users.slice(from, from + peopleAtOnce) })
  }

  loadOlder(limit = 50): Promise<boolean> {
    return this.#past.loadOlder(limit)
  }

  async markRead(): Promise<void> {
    const { seq } = this.#place
    if (seq <= this.#cursor.read) return
    this.#cursor.mark(seq)
    this.#changed()
    await this.#tellCursor()
  }

  /** Loads it in the background, as often as it takes. */
  know(): void {
    this.#insist(() => this.load())
  }

  /** One is no longer in it: nothing more need be known of it. */
  leave(): void {
    this.#isLeft = true
  }

  /** Its unsent messages have changed. */
  touch(): void {
    this.#past.touch()
    this.#changed()
  }

  /** `head` is as of when this was said: events that came since may have changed the role. */
  update({ name, role, head }: Pick<Summary, 'name' | 'role'> & Pick<Standing, 'head'>): void {
    const isOtherRole = head >= this.#place.seq && this.#roster.setRole(role)
    if (name === this.#name && !isOtherRole) return
    this.#name = name
    this.#changed()
  }

  /** The first members, as they were at a position; what has come since is applied to them. */
  setMembers({ members, member_count, head }: Pick<Output<'room.get'>, 'members' | 'member_count' | 'head'>): void {
    const page = { members, member_count, head, more: members.length < member_count }
    if (this.#roster.take(page, 0)) this.#changed()
  }

  /** What the server says of where we stand. It may have said it before what we know already. */
  stand(standing: Standing): void {
    if (standing.epoch !== this.#place.epoch) return
    this.#place.raise(standing.floor)
    this.cursorMoved(standing)
  }

  /** The stream goes on from here; unless that is where we are, what is loaded does not lead up to it. */
  begin(position: Position, floor: number): void {
    if (this.#place.isAt(position)) return
    const wasLoaded = this.#past.history.oldest !== undefined || this.members.length > 0
    this.#place.begin(position, floor)
    this.#cursor.restart(position.seq)
    this.#past.clear()
    this.#roster.restart()
    this.#changed()
    if (wasLoaded) this.#loadAgain()
  }

  apply(event: EventFrame): void {
    this.#place.advance(event.seq)
    this.#past.append(event)
    this.#cursor.apply(event, event.by === this.#owner.user)
    this.#roster.apply(event)
    this.#changed()
  }

  /** What one may see of it is another thing now: what is loaded is read again. */
  reread(): void {
    if (!this.#past.forget()) return
    this.#changed()
    this.#insist(() => this.loadOlder())
  }

  /** The server has confirmed a message. */
  answered(pending: Pending, sent: Sent): void {
    this.#past.answered(pending, sent)
    this.touch()
  }

  /** The cursor stands here now, perhaps moved by another device. */
  cursorMoved(cursor: Pick<Standing, 'head' | 'read' | 'unread'>): void {
    const isFarther = this.#place.reach(cursor.head)
    if (this.#cursor.stand(cursor) || isFarther) this.#changed()
  }

  /** Says again how far we have read, where the server does not know. */
  remind(known: number): void {
    if (known < this.#cursor.read) this.#insist(() => this.#tellCursor())
  }

  #changed(): void {
    this.#changes.note()
    this.#owner.changed()
  }

  async #tellCursor(): Promise<void> {
    const cursor = await this.#questions.moveCursor(this.id, this.#cursor.read)
    if (cursor) this.cursorMoved(cursor)
  }

  /** For a view that had it loaded. */
  #loadAgain(): void {
    this.know()
    this.#insist(() => this.loadOlder())
  }

  #insist(act: () => Promise<unknown>): void {
    const { era } = this.#place
    void insist(act, () => era === this.#place.era && !this.#isLeft, this.#owner)
  }
}
