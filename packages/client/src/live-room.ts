/** A room as events, answers and one's own doing change it. */
import type { EventBody, EventFrame, Input, Output, Redacted, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { Cursor } from './cursor.ts'
import { Deeds } from './deeds.ts'
import { type Draft, LiveDraft } from './draft.ts'
import { isEvent, isSignal, wholeEvent } from './events.ts'
import type { Excerpt } from './excerpt.ts'
import { insist } from './insist.ts'
import { Keeping, type Preference, type PreferenceChange } from './keeping.ts'
import type { Member } from './members.ts'
import { names } from './mentions.ts'
import type { Message, Thread } from './messages.ts'
import { Past } from './past.ts'
import type { Person } from './people.ts'
import { Place, type Standing } from './place.ts'
import { Profile } from './profile.ts'
import { Questions } from './questions.ts'
import { type Receipt, Receipts } from './receipts.ts'
import type { Room, SendOptions } from './room.ts'
import type { RoomOwner } from './room-owner.ts'
import { Roster } from './roster.ts'
import type { Position } from './streams.ts'
import { Typists } from './typists.ts'
import type { Sent } from './unsent.ts'
import type { Pending } from './unsent-store.ts'

export type Summary = Pick<
  Output<'room.get'>,
  'room' | 'kind' | keyof EventBody<'room.changed'> | 'role' | 'on' | 'preference'
>

export class LiveRoom extends Deeds implements Room {
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
  readonly #typists: Typists
  readonly #profile: Profile
  readonly #keeping: Keeping
  readonly #receipts = new Receipts()
  readonly #draft: LiveDraft
  #newest: EventFrame | undefined
  #isLeft = false
  /** Something of it was loaded once: a view shows it, and is to have it again whenever that is dropped. */
  #wasLoaded = false

  /** `position` is how far its events have come. */
  constructor(summary: Summary, standing: Standing, position: Position, owner: RoomOwner) {
    super(summary.room, owner)
    const { room, kind, on, role } = summary
    const changed = () => this.#changed()
    const place = new Place(standing, position)
    const questions = new Questions(place, owner)
    const past = new Past({ room, owner, place, questions, loaded: changed })
    this.kind = kind
    this.on = on
    this.#profile = new Profile(summary)
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.#place = place
    this.#questions = questions
    this.#past = past
    this.#cursor = new Cursor(standing, past.history, owner.user)
    this.#roster = new Roster(role, { room, owner, questions, since: (seq) => past.history.after(seq) })
    this.#typists = new Typists({
      clock: owner.clock,
      changed,
      tell: () => owner.tellTyping(room),
    })
    this.#keeping = new Keeping(summary.preference, { clock: owner.clock, serverDate: owner.serverDate, changed })
    this.#draft = new LiveDraft(room, {
      clock: owner.clock,
      store: owner.drafts,
      get isOnline() {
        return owner.isOnline
      },
      set: (draft) => owner.call('draft.set', { room, ...draft }),
      changed,
      report: owner.report,
    })
  }

  get name(): string {
    return this.#profile.all.name
  }

  get topic(): string {
    return this.#profile.all.topic
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
    return this.#keeping.unread(this.#cursor)
  }

  get mentions(): number {
    return this.#keeping.mentions(this.#cursor)
  }

  get mentionAll(): Room['mentionAll'] {
    return this.#profile.all.mention_all
  }

  get posting(): Room['posting'] {
    return this.#profile.all.posting
  }

  get slowSeconds(): number {
    return this.#profile.all.slow_seconds
  }

  get theme(): Room['theme'] {
    return this.#profile.all.theme
  }

  get picture(): string {
    return this.#profile.all.picture
  }

  get newcomers(): Room['newcomers'] {
    return this.#profile.all.newcomers
  }

  get floor(): number {
    return this.#place.floor
  }

  get keepHours(): number {
    return this.#profile.all.keep_hours
  }

  get keepPins(): boolean {
    return this.#profile.all.keep_pins
  }

  get keepThreads(): boolean {
    return this.#profile.all.keep_threads
  }

  get markedUnread(): boolean {
    return this.#keeping.isMarked(this.#cursor)
  }

  get preference(): Preference {
    return this.#keeping.all
  }

  get favourite(): boolean {
    return this.#keeping.all.favourite
  }

  get level(): Room['level'] {
    return this.#keeping.all.level
  }

  get muted(): boolean {
    return this.#keeping.muted
  }

  get hidden(): boolean {
    return this.#keeping.isHidden(this.#cursor)
  }

  get receipts(): readonly Receipt[] {
    return this.#receipts.all
  }

  get draft(): Draft {
    return this.#draft.shown
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

  get newest(): EventFrame | undefined {
    return this.#newest
  }

  get messages(): readonly Message[] {
    return this.#past.messages
  }

  get excerpt(): Excerpt | undefined {
    return this.#past.excerpt
  }

  get typing(): readonly string[] {
    return this.#typists.all
  }

  get version(): number {
    return this.#changes.version
  }

  send(text: string, options: SendOptions = {}): Promise<Sent> {
    return this.#owner.send(this.id, text, options)
  }

  message(seq: number): Message | undefined {
    return this.#past.message(seq)
  }

  threadAt(seq: number): Thread | undefined {
    return this.#past.threadAt(seq)
  }

  loadMessage(seq: number): Promise<Message | undefined> {
    return this.#past.loadMessage(seq)
  }

  startTyping(): void {
    if (!this.#isLeft) this.#typists.start()
  }

  retry(id: string): Promise<Sent> {
    return this.#owner.retry(id)
  }

  discard(id: string): void {
    this.#owner.discard(id)
  }

  async load(): Promise<void> {
    const known = this.#keeping.changes
    const room = await this.#questions.ask('room.get', () => ({ room: this.id }))
    if (!room) return
    this.update(room)
    this.stand(room)
    this.setMembers(room)
    if (room.preference) this.#keeping.takeAnswer(room.preference, known)
  }

  loadMembers(): Promise<boolean> {
    return this.#roster.load(() => this.#changed())
  }

  loadOlder(limit = 50): Promise<boolean> {
    return this.#past.loadOlder(limit)
  }

  async jumpTo(where: number | Date, limit = 50): Promise<number> {
    const seq = typeof where === 'number' ? where : await this.#seqAt(where)
    await this.#past.jumpTo(seq, limit)
    return seq
  }

  leaveExcerpt(): void {
    this.#past.leaveExcerpt()
  }

  keep(change: PreferenceChange): Promise<void> {
    return this.#keep('preference.set', { ...change, ...(change.hidden ? { seen: this.#place.head } : {}) })
  }

  markUnread(seq?: number): Promise<void> {
    return this.#keep('unread.mark', { ...(seq && { seq }) })
  }

  async loadReceipts(): Promise<void> {
    const receipts: Receipt[] = []
    let after: string | undefined
    do {
      const page = await this.#owner.call('receipt.list', { room: this.id, limit: 500, ...(after && { after }) })
      receipts.push(...page.receipts)
      after = page.next
    } while (after)
    this.#receipts.replace(receipts)
    this.#changed()
  }

  writeDraft(text: string, reply?: number): void {
    if (!this.#isLeft) this.#draft.write(text, reply)
  }

  saveDraft(): Promise<void> {
    return this.#draft.save()
  }

  async markRead(upTo = Infinity): Promise<void> {
    const { seq: end } = this.#place
    const seq = Math.min(upTo, end)
    if (seq <= this.#cursor.read) return this.markedUnread && seq === end ? this.#keep('unread.clear', {}) : undefined
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
    this.hush()
  }

  /** Its unsent messages have changed. */
  touch(): void {
    this.#past.touch()
    this.#changed()
  }

  /** `head` is as of when this was said: events that came since may have changed the role. */
  update({
    role,
    head,
    ...profile
  }: Pick<Summary, keyof EventBody<'room.changed'> | 'role'> & Pick<Standing, 'head'>): void {
    const isOtherRole = head >= this.#place.seq && this.#roster.setRole(role)
    const isOtherProfile = this.#profile.take(profile, head)
    if (isOtherRole || isOtherProfile) this.#changed()
  }

  /** The event at the head, as the list of rooms has it. */
  glance({ epoch }: Pick<Standing, 'epoch'>, newest: EventFrame | Redacted): void {
    if (epoch !== this.#place.epoch || newest.seq !== this.#place.seq || this.#newest) return
    this.#newest = wholeEvent(newest)
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
    if (this.#place.ground(standing)) this.#changed()
    this.cursorMoved(standing)
  }

  /** The stream goes on from here; unless that is where we are, what is loaded does not lead up to it. */
  begin(position: Position, floor: number): void {
    if (this.#place.isAt(position)) return
    this.#wasLoaded ||= this.#past.history.oldest !== undefined || this.members.length > 0
    this.#newest = undefined
    if (position.epoch !== this.#place.epoch) this.#profile.restart()
    this.#place.begin(position, floor)
    this.#cursor.restart(position.seq)
    this.#past.clear()
    this.#roster.restart()
    this.#changed()
    if (this.#wasLoaded) this.#loadAgain()
  }

  apply(event: EventFrame): void {
    this.#place.advance(event.seq)
    this.#newest = event
    this.#past.append(event)
    this.#cursor.apply(event)
    if (event.is.unmentions && (this.mentions > 0 || names(event, this.#owner.user))) this.know()
    this.#roster.apply(event)
    if (isEvent(event, 'history.trimmed')) this.#place.trim(event.is.floor)
    if (isEvent(event, 'room.changed')) {
      this.#profile.apply(event.is, event.seq)
      if (event.is.newcomers) {
        // From which position on one sees it may be another thing now.
        this.#place.ground({ floor: 0, head: event.seq })
        this.reread()
        this.know()
      }
    }
    if (isEvent(event, 'message.sent') && event.by) this.#typists.stopped(event.by)
    if (isEvent(event, 'message.sent') && event.by === this.#owner.user) this.#draft.ended(event.at)
    if (isEvent(event, 'message.sent') && event.by) this.#receipts.sent(event.by, event.seq)
    if (isEvent(event, 'member.left')) this.#typists.stopped(event.is.user)
    this.#changed()
  }

  /** What passes in it. One knows oneself whether one types. */
  signal(signal: SignalFrame): void {
    const { by } = signal
    if (this.#past.signal(signal)) this.#changed()
    // What was read, and what was delivered.
    if (signal.ev.startsWith('receipt.') && this.#receipts.take(signal.is as Receipt)) this.#changed()
    if (isSignal(signal, 'member.renamed')) {
      this.#owner.people.learn([signal.is])
      this.renamed(signal.is, true)
    }
    if (!by || by === this.#owner.user) return
    if (isSignal(signal, 'typing.started')) this.#typists.started(by)
    if (isSignal(signal, 'typing.stopped')) this.#typists.stopped(by)
  }

  /** Somebody is called otherwise, who may be in it. A direct room is called as the other one. */
  renamed({ user, name }: Person, isHere = this.#roster.renamed(user)): void {
    if (!isHere) return
    if (this.kind === 'direct' && user !== this.#owner.user) this.#profile.apply({ name }, this.#place.head)
    this.#changed()
  }

  /** Nothing is heard of who types, and nothing is saved. */
  hush(): void {
    this.#typists.clear()
    this.#keeping.rest()
    this.#draft.rest()
  }

  /** There is a connection again. */
  wake(): void {
    this.#keeping.wake()
  }

  /** What the server has is known: what it has not is saved. */
  wakeDraft(): void {
    this.#draft.wake()
  }

  /** What one keeps about it is another thing now. */
  preferenceChanged(preference: Preference | undefined): void {
    this.#keeping.take(preference)
  }

  get draftVersion(): number {
    return this.#draft.version
  }

  /** What the server has; where it has none, the version that was known when it was asked. */
  draftTold(told: Output<'draft.get'> | number): void {
    if (typeof told === 'number') this.#draft.gone(told)
    else this.#draft.take(told)
  }

  draftChanged(version: number): void {
    this.#insist(() => this.#draft.heard(version, () => this.#owner.call('draft.get', { room: this.id })))
  }

  /** What one may see of it is another thing now: what is loaded is read again. */
  reread(): void {
    this.#typists.clear()
    this.#wasLoaded ||= this.#past.history.oldest !== undefined
    this.#newest = undefined
    const target = this.#past.forget()
    if (target !== undefined) this.#insist(() => this.jumpTo(target))
    this.#changed()
    if (this.#wasLoaded) this.#insist(() => this.loadOlder())
  }

  /** The server has confirmed a message. */
  answered(pending: Pending, sent: Sent): void {
    this.#past.answered(pending, sent)
    this.touch()
  }

  /** The cursor stands here now, perhaps moved by another device. */
  cursorMoved(cursor: Pick<Standing, 'head' | 'read' | 'unread' | 'mentions'>): void {
    const isFarther = this.#place.reach(cursor.head)
    if (this.#cursor.stand(cursor) || isFarther) this.#changed()
  }

  /** Says again how far we have read, where the server does not know. */
  remind(known: number): void {
    if (known < this.#cursor.read) this.#insist(() => this.#tellCursor())
  }

  async #seqAt(when: Date): Promise<number> {
    const found = await this.#questions.ask('room.at', () => ({ room: this.id, at: when.getTime() }))
    return found?.seq ?? this.#place.seq
  }

  #changed(): void {
    this.#changes.note()
    this.#owner.changed()
  }

  async #keep<C extends 'preference.set' | 'unread.mark' | 'unread.clear'>(
    command: C,
    change: Omit<Input<C>, 'room'>,
  ): Promise<void> {
    const known = this.#keeping.changes
    const kept = await this.#owner.call(command, { room: this.id, ...change } as Input<C>)
    this.#keeping.takeAnswer(kept as Preference, known)
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
