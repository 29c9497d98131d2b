/** A space as answers, events and signals change it. */
import type { EventBody, EventFrame, Input, SignalBody } from '@parley/protocol'
import { Changes } from './changes.ts'
import { insist } from './insist.ts'
import { readSpace } from './read-space.ts'
import { Residents } from './residents.ts'
import type { RoomsOwner } from './rooms.ts'
import type {
  Resident,
  ResidentsAsked,
  ResidentsPage,
  Space,
  SpaceEmoji,
  SpaceRole,
  SpaceRoom,
  SpaceSection,
  SpaceSticker,
} from './space.ts'
import { cursorMoved, type Mark, markOf, roomMoved } from './space-marks.ts'
import { applied, asksAgain, type SpaceState, type Summary } from './space-state.ts'
import { highestPlace, nameColour, sumOf, viewOf } from './space-view.ts'
import { kept } from './stable.ts'

/** What an unsure count waits for: the cursor that follows the message, mostly. */
const unsureMs = 2_000
/** Those who live in a large space do not all ask at once. */
const mostSpreadMs = 1_000
/** Timers know no more than 24 days. */
const longestWaitMs = 86_400_000

export class LiveSpace implements Space {
  readonly id: string
  readonly on: string
  readonly subscribe: Space['subscribe']
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #residents: Residents
  readonly #noted: () => void
  #state: SpaceState
  #isLoaded = false
  #marks = new Map<string, Mark>()
  #rooms = new Map<string, SpaceRoom>()
  #sections: readonly SpaceSection[] = []
  #roleList: readonly SpaceRole[] = []
  #emojiList: readonly SpaceEmoji[] = []
  #stickers: readonly SpaceSticker[] = []
  #residentsVersion = 0
  #isLeft = false
  /** Events since what is being asked for was asked. */
  #late: EventFrame[] = []
  /** Counts what makes an answer that is under way too old. */
  #due = 0
  #loading: Promise<void> | undefined
  #isSettling = false
  /** Counts the time-outs that were told. */
  #timeOuts = 0

  /** `noted` hears of each change. */
  constructor(summary: Summary, owner: RoomsOwner, noted: () => void) {
    this.id = summary.space
    this.on = summary.on
    this.#owner = owner
    this.#noted = noted
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.#state = { summary, roles: [], categories: [], rooms: [], emoji: [], stickers: [] }
    this.#residents = new Residents(summary.space, owner, () => {
      this.#residentsVersion += 1
      this.#changed()
    })
  }

  get version(): number {
    return this.#changes.version
  }

  get name(): string {
    return this.#state.summary.name
  }

  get description(): string {
    return this.#state.summary.description ?? ''
  }

  get icon(): string {
    return this.#state.summary.icon ?? ''
  }

  get banner(): string {
    return this.#state.summary.banner ?? ''
  }

  get owner(): string {
    return this.#state.summary.owner
  }

  get endsAt(): number | undefined {
    return this.#state.summary.ends_at
  }

  get residentCount(): number {
    return this.#state.summary.resident_count
  }

  get roles(): readonly number[] {
    return this.#state.summary.roles
  }

  get nick(): string | undefined {
    return this.#state.summary.nick
  }

  get mutedUntil(): number | undefined {
    return this.#state.summary.muted_until
  }

  get entry(): Space['entry'] {
    return this.#state.summary.entry
  }

  get secondFactor(): boolean {
    return this.#state.summary.second_factor ?? false
  }

  get factorMissing(): boolean {
    return this.#state.summary.factor_missing ?? false
  }

  get plainLinks(): boolean {
    return this.#state.summary.plain_links ?? false
  }

  get keepHours(): number {
    return this.#state.summary.keep_hours ?? 0
  }

  get keepPins(): boolean {
    return this.#state.summary.keep_pins ?? false
  }

  get keepThreads(): boolean {
    return this.#state.summary.keep_threads ?? false
  }

  get pending(): boolean {
    return this.#state.summary.pending ?? false
  }

  get temporary(): boolean {
    return this.#state.summary.temporary ?? false
  }

  get isLoaded(): boolean {
    return this.#isLoaded
  }

  get roleList(): readonly SpaceRole[] {
    return this.#roleList
  }

  get stickers(): readonly SpaceSticker[] {
    return this.#stickers
  }

  get emojiList(): readonly SpaceEmoji[] {
    return this.#emojiList
  }

  get sections(): readonly SpaceSection[] {
    return this.#sections
  }

  get unread(): number {
    return sumOf(this.#rooms, (room) => (room.muted ? 0 : room.unread))
  }

  get mentions(): number {
    return sumOf(this.#rooms, (room) => room.mentions)
  }

  get residentsVersion(): number {
    return this.#residentsVersion
  }

  get rank(): number {
    return this.owner === this.#owner.user ? Number.POSITIVE_INFINITY : highestPlace(this.#roleList, this.roles)
  }

  rankOf(user: string): number {
    return this.owner === user
      ? Number.POSITIVE_INFINITY
      : highestPlace(this.#roleList, this.resident(user)?.roles ?? [])
  }

  may(permission: string, room?: string): boolean {
    return ((room && this.room(room)?.may) || this.#state.summary.may).includes(permission)
  }

  room(id: string): SpaceRoom | undefined {
    return this.#rooms.get(id)
  }

  resident(user: string): Resident | undefined {
    return this.#residents.get(user)
  }

  want(users: Iterable<string>): void {
    this.#residents.want(users)
  }

  nickOf(user: string): string | undefined {
    return user === this.#owner.user ? this.nick : this.resident(user)?.nick
  }

  colourOf(user: string): number {
    const roles = user === this.#owner.user ? this.roles : (this.resident(user)?.roles ?? [])
    return nameColour(this.#roleList, roles)
  }

  emojiName(id: string): string | undefined {
    return this.#state.emoji.find(({ emoji }) => emoji === id)?.name
  }

  async loadResidents(asked: ResidentsAsked = {}): Promise<ResidentsPage> {
    const page = await this.#owner.call('resident.list', { space: this.id, ...asked } as Input<'resident.list'>)
    this.#residents.learn(page)
    return { residents: page.residents, next: page.next }
  }

  /** Whoever asks during one is given that one, which is asked again where it has become too old. */
  load(): Promise<void> {
    this.#due += 1
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined
      this.#late = []
    })
    return this.#loading
  }

  /** What was told of it in a list: it may be known better. */
  update(summary: Summary): void {
    if (this.#isLoaded && summary.head <= this.#state.summary.head && summary.epoch === this.#state.summary.epoch)
      return
    this.#set({ ...this.#state, summary })
  }

  /** Where it goes on is not where we were, or what passes was not heard for a while. */
  refresh(isBroken: boolean): void {
    if (isBroken) this.#residents.restart()
    if (this.#isLoaded) void this.#insist()
  }

  apply(event: EventFrame): void {
    if (this.#loading) this.#late.push(event)
    this.#residents.apply(event)
    if (event.seq <= this.#state.summary.head) return
    this.#take(event)
    if (this.#isLoaded && asksAgain(event, this.#owner.user)) void this.#spread()
  }

  moved(is: SignalBody<'room.moved'>): void {
    this.#mark(is.room, (mark) => roomMoved(mark, is))
  }

  cursorMoved(is: SignalBody<'cursor.moved'>): void {
    this.#mark(is.room, (mark) => cursorMoved(mark, is))
  }

  preferenceChanged({ room: id, ...preference }: EventBody<'preference.changed'>): void {
    const rooms = this.#state.rooms.map((room) => (room.room === id ? { ...room, preference } : room))
    this.#set({ ...this.#state, rooms })
  }

  /** One lives there no longer. */
  leave(): void {
    this.#isLeft = true
  }

  async #load(): Promise<void> {
    for (let asked = -1; asked !== this.#due; ) {
      asked = this.#due
      this.#late = []
      const state = await readSpace(this.#owner, this.id)
      if (this.#isLeft) return
      this.#begin(state)
    }
  }

  #begin(state: SpaceState): void {
    this.#isLoaded = true
    this.#marks = new Map(state.rooms.map((room) => [room.room, markOf(room)]))
    const later = this.#late.filter(({ seq }) => seq > state.summary.head)
    this.#set(state)
    for (const event of later) this.#take(event)
    if (later.some((event) => asksAgain(event, this.#owner.user))) this.#due += 1
    void this.#awaitVoice(state.summary)
  }

  /** Nobody tells that a time-out is over. */
  async #awaitVoice({ muted_ms }: Summary): Promise<void> {
    this.#timeOuts += 1
    const told = this.#timeOuts
    if (muted_ms === undefined) return
    await this.#owner.pause(Math.min(muted_ms, longestWaitMs))
    if (told === this.#timeOuts) await this.#insist()
  }

  #take(event: EventFrame): void {
    const state = applied(this.#state, event, this.#owner.user)
    this.#set({ ...state, summary: { ...state.summary, head: event.seq } })
  }

  #mark(room: string, change: (mark: Mark) => Mark): void {
    const before = this.#marks.get(room)
    const mark = before && change(before)
    if (!mark || mark === before) return
    this.#marks.set(room, mark)
    if (mark.isUnsure) void this.#settle()
    this.#show()
  }

  /** Asks for what is still unsure when one has read on, or not. */
  async #settle(): Promise<void> {
    if (this.#isSettling) return
    this.#isSettling = true
    await this.#owner.pause(unsureMs)
    this.#isSettling = false
    if ([...this.#marks.values()].some(({ isUnsure }) => isUnsure)) void this.#insist()
  }

  async #spread(): Promise<void> {
    await this.#owner.pause(this.#owner.random() * Math.min(mostSpreadMs, this.residentCount))
    await this.#insist()
  }

  async #insist(): Promise<void> {
    await insist(
      () => this.load(),
      () => !this.#isLeft,
      this.#owner,
    )
  }

  #set(state: SpaceState): void {
    this.#state = state
    this.#show()
  }

  #show(): void {
    const view = viewOf(this.#state, this.#marks, this.#rooms, this.#owner.serverDate())
    this.#rooms = view.rooms
    this.#roleList = kept(this.#roleList, view.roles)
    this.#emojiList = kept(this.#emojiList, view.emoji)
    this.#stickers = kept(this.#stickers, view.stickers)
    this.#sections = kept(this.#sections, view.sections(this.#sections))
    this.#changed()
  }

  #changed(): void {
    this.#changes.note()
    this.#noted()
  }
}
