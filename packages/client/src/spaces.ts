/**
 * `@parley/client/spaces`: the spaces that one lives in. It is loaded by who shows them, and by nobody else.
 */
import type { EventFrame, Input, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { counts, isEvent, isSignal } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import { LiveSpace } from './live-space.ts'
import type { Followed, Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import type { Space } from './space.ts'
import { type Summary, summaryOf } from './space-state.ts'
import { kept } from './stable.ts'
import type { Beginning } from './streams.ts'
import { uuid7 } from './uuid7.ts'

export { type Bank, bankOf } from './bank.ts'
export type {
  Category,
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

const pageSize = 100
const roomPrefix = 'chat/room/'
const isSpaceStream = (on: string): boolean => on.startsWith('chat/space/')

/** The spaces that one lives in, kept true. */
export class Spaces implements Model {
  /** @internal */
  readonly owner = 'chat'
  /** Calls the listener when a space comes or goes, or something in one changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when `list` is known. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #ready = deferred<void>()
  readonly #byId = new Map<string, LiveSpace>()
  #list: readonly LiveSpace[] = []
  #isListed = false
  /** Spaces that came or went while a list is on its way, which may be older than that. */
  #touched = new Set<string>()

  /** @internal `spacesOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    void this.#read()
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** In the order in which they are listed: by id, which is by age. The same array until one comes or goes. */
  get list(): readonly Space[] {
    this.#list = kept(
      this.#list,
      [...this.#byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    )
    return this.#list
  }

  /** The space with this id, where one lives in it. */
  get(id: string): Space | undefined {
    return this.#byId.get(id)
  }

  /** The space of which one sees this room; of those that are loaded. */
  ofRoom(room: string): Space | undefined {
    return this.#of(room)
  }

  /** Makes a space of one's own, and loads it. Rejects as `parley.call` does. */
  async create(wanted: Omit<Input<'space.create'>, 'key'>): Promise<Space> {
    const made = await this.#owner.call('space.create', { key: uuid7(this.#owner.clock.date()), ...wanted })
    const space = this.#add(summaryOf(made))
    await space.load()
    return space
  }

  /** @internal */
  greet(followed: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void {
    const streams = new Set(followed.map(({ on }) => on))
    for (const space of [...this.#byId.values()])
      if (streams.has(space.on)) space.refresh(begun.has(space.on))
      else this.#remove(space.id)
    const known = new Set([...this.#byId.values()].map(({ on }) => on))
    const isComplete = followed.every(({ on }) => known.has(on) || !isSpaceStream(on))
    if (this.#isListed && !(isComplete && begun.size === 0)) void this.#read()
  }

  /** @internal */
  apply(event: EventFrame): void {
    const space = isSpaceStream(event.on) ? this.#byId.get(event.on.slice('chat/space/'.length)) : undefined
    space?.apply(event)
    // Who writes has read.
    if (event.on.startsWith(roomPrefix) && event.by === this.#owner.user && counts(event)) {
      const room = event.on.slice(roomPrefix.length)
      this.#of(room)?.cursorMoved({ room, head: event.seq, read: event.seq, unread: 0 })
    }
    if (isEvent(event, 'preference.changed')) this.#of(event.is.room)?.preferenceChanged(event.is)
    if (isEvent(event, 'space.joined')) void this.#arrive(event.is.space)
    if (isEvent(event, 'space.guarded')) for (const id of event.is.spaces) this.#byId.get(id)?.refresh(false)
    if (isEvent(event, 'space.left')) this.#remove(event.is.space)
    if (space && isEvent(event, 'space.deleted')) this.#remove(space.id)
  }

  /** @internal */
  signal(signal: SignalFrame): void {
    if (isSignal(signal, 'cursor.moved')) this.#of(signal.is.room)?.cursorMoved(signal.is)
    if (isSignal(signal, 'room.moved')) this.#of(signal.is.room)?.moved(signal.is)
  }

  /** @internal */
  reset({ on }: ResetFrame): boolean {
    this.#byId.get(on.slice('chat/space/'.length))?.refresh(true)
    return true
  }

  #of(room: string): LiveSpace | undefined {
    return [...this.#byId.values()].find((space) => space.room(room))
  }

  async #read(): Promise<void> {
    const touched = new Set<string>()
    this.#touched = touched
    const isWanted = () => this.#touched === touched
    const read = async () => {
      const listed = await this.#readList()
      if (isWanted()) this.#take(listed, touched)
    }
    await insist(read, isWanted, this.#owner, () => false)
  }

  async #readList(): Promise<Summary[]> {
    const all: Summary[] = []
    for (let more = true; more; ) {
      const after = all.at(-1)?.space
      const page: Output<'space.list'> = await this.#owner.call('space.list', {
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      })
      all.push(...page.spaces)
      more = page.more && page.spaces.length > 0
    }
    return all
  }

  #take(listed: readonly Summary[], touched: ReadonlySet<string>): void {
    const ids = new Set(listed.map(({ space }) => space))
    for (const id of [...this.#byId.keys()]) if (!ids.has(id) && !touched.has(id)) this.#remove(id)
    for (const summary of listed) if (!touched.has(summary.space)) this.#add(summary)
    this.#isListed = true
    this.#ready.resolve()
  }

  /** One has come to live there: the event does not say all of it. */
  async #arrive(space: string): Promise<void> {
    this.#touched.delete(space)
    const touched = this.#touched
    const isWanted = () => !touched.has(space)
    const read = async () => {
      const told = await this.#owner.call('space.get', { space })
      if (isWanted()) this.#add(summaryOf(told))
    }
    await insist(read, isWanted, this.#owner)
  }

  #add(summary: Summary): LiveSpace {
    this.#touched.add(summary.space)
    const known = this.#byId.get(summary.space)
    known?.update(summary)
    const space = known ?? new LiveSpace(summary, this.#owner, this.#changed)
    this.#byId.set(space.id, space)
    this.#changed()
    return space
  }

  #remove(id: string): void {
    this.#touched.add(id)
    this.#byId.get(id)?.leave()
    if (this.#byId.delete(id)) this.#changed()
  }

  readonly #changed = (): void => {
    this.#changes.note()
    this.#owner.changed()
  }
}

/** The spaces of a client, which it hears of from the first time that this is called. Always the same object. */
export const spacesOf: (parley: Parley) => Spaces = joinOnce((owner) => new Spaces(owner))
