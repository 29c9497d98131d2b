/** The rooms one is in, kept true from the list of them and from the stream of one's own. */
import type { EventFrame, Output, ResetFrame } from '@parley/protocol'
import { type EventOf, effectsOf, isEvent, type SignalOf } from './events.ts'
import { insist } from './insist.ts'
import { LiveRoom, type Summary } from './live-room.ts'
import type { Followed } from './model.ts'
import type { Person } from './people.ts'
import type { Standing } from './place.ts'
import type { Room } from './room.ts'
import type { RoomOwner } from './room-owner.ts'
import { kept } from './stable.ts'
import type { Position } from './streams.ts'

export interface RoomsOwner extends RoomOwner {
  /** How far the events of a stream have come, where it is followed. */
  position(on: string): Position | undefined
  /** The first list has come. */
  listed(): void
  /** Of the server. */
  readonly url: string
}

type Listed = Output<'room.list'>['rooms'][number]

const pageSize = 1000

const ownStream = (user: string): string => `chat/user/${user}`
const isRoomStream = (on: string): boolean => on.startsWith('chat/room/')

interface Page<Item> {
  readonly items: readonly Item[]
  readonly more: boolean
}

/** Page by page, in the order of the rooms. */
const allPages = async <Item extends { readonly room: string }>(
  read: (after: { readonly after?: string }) => Promise<Page<Item>>,
): Promise<Item[]> => {
  const all: Item[] = []
  for (;;) {
    const last = all.at(-1)
    const { items, more } = await read(last ? { after: last.room } : {})
    all.push(...items)
    if (!more || items.length === 0) return all
  }
}

/** Of what is looked at beside the rooms alone: nothing that is known of a room is another thing by it. */
const looksAside = ['room.left', 'space.left', 'thread.unfollowed', 'role.changed']
const changesSight = ({ ev }: EventFrame): boolean =>
  !looksAside.includes(ev) && ['hide', 'show', 'look'].includes(effectsOf(ev).effect ?? '')

export class Rooms {
  readonly #byId = new Map<string, LiveRoom>()
  readonly #byStream = new Map<string, LiveRoom>()
  /** Threads and rooms of spaces that are looked at: none of them is in the list. */
  readonly #asides = new Map<string, LiveRoom>()
  #list: readonly LiveRoom[] = []
  readonly #owner: RoomsOwner
  /** Rooms that came or went while a list is on its way, which may be older than that. */
  #touched = new Set<string>()
  #isListed = false
  /** Counts what has changed of what one may see: a list that was asked for before may show more. */
  #sightings = 0
  /** Rooms of which one has changed what one keeps, or that are not known yet and have been read, while a list is on its way. */
  #keptSince = new Set<string>()

  constructor(owner: RoomsOwner) {
    this.#owner = owner
  }

  get all(): ReadonlyMap<string, Room> {
    return this.#byId
  }

  /** The same array until a room comes or goes. */
  get list(): readonly Room[] {
    this.#list = kept(this.#list, [...this.#byId.values()])
    return this.#list
  }

  get isListed(): boolean {
    return this.#isListed
  }

  get(id: string): LiveRoom | undefined {
    return this.#byId.get(id) ?? this.#asides.get(id)
  }

  /** One that somebody looks at; one's own is as it is. */
  look(told: Output<'room.get'>): LiveRoom {
    const known = this.get(told.room)
    if (known) return known
    const room = this.#make(told, told)
    this.#asides.set(room.id, room)
    room.setMembers(told)
    void this.#readDrafts()
    return room
  }

  /** Its stream goes on, or begins. Events may have come since this was said: where it stands is known from them. */
  followed(stream: Followed): void {
    const room = this.#byStream.get(stream.on)
    const position = this.#owner.position(stream.on)
    if (!room || !position) return
    room.begin(position, stream.floor)
    this.#resume(room, stream, false)
  }

  /** Nobody looks at it any more, or may. */
  unlook(on: string): void {
    const room = this.#byStream.get(on)
    if (!room || !this.#asides.delete(room.id)) return
    this.#byStream.delete(on)
    room.leave()
  }

  /** Whether this stream tells which rooms one comes into and leaves. */
  isOwn(on: string): boolean {
    return on === ownStream(this.#owner.user)
  }

  /** The room whose stream this is. */
  of(on: string): LiveRoom | undefined {
    return this.#byStream.get(on)
  }

  /** `begun` are the streams that do not go on from where we were. */
  greet(followed: readonly Followed[], begun: ReadonlyMap<string, unknown>): void {
    const streams = new Map(followed.map((stream) => [stream.on, stream]))
    for (const room of [...this.#byId.values()]) {
      const stream = streams.get(room.on)
      if (stream) this.#resume(room, stream, begun.has(room.on))
      else this.#remove(room.id)
    }
    if (begun.get(ownStream(this.#owner.user)) === 'broken') this.#reread()
    const isComplete = followed.every(({ on }) => this.#byStream.has(on) || !isRoomStream(on))
    if (!this.#isListed || !isComplete || begun.has(ownStream(this.#owner.user))) void this.read()
    if (this.#isListed) void this.#readDrafts()
  }

  /** Reads the list, as often as it takes. A later call takes the place of an earlier one. */
  async read(): Promise<void> {
    const touched = new Set<string>()
    this.#touched = touched
    this.#keptSince = new Set()
    const isWanted = () => this.#touched === touched
    const read = async () => {
      const sightings = this.#sightings
      const listed = await this.#readList()
      if (isWanted()) this.#takeList(listed, touched, sightings === this.#sightings)
    }
    await insist(read, isWanted, this.#owner, () => false)
  }

  /** `isNews`: the greeting had not taken it into account. */
  apply(event: EventFrame, isNews: boolean): void {
    const room = this.#byStream.get(event.on)
    room?.apply(event)
    if (changesSight(event)) this.#reread()
    // What is set of a room, and one's role there, is told in its stream, and holds in its threads.
    if (/^ro(om|le)\.changed$/.test(event.ev)) for (const room of this.#asides.values()) room.know()
    if (isEvent(event, 'preference.changed')) this.#keep(event.is)
    if (isEvent(event, 'room.left')) {
      this.#byId.get(event.is.room)?.preferenceChanged(undefined)
      if (isNews) this.#remove(event.is.room)
    }
    if (!isNews) return
    if (isEvent(event, 'room.joined')) this.#join(event.is)
    if (isEvent(event, 'room.deleted') && room) this.#remove(room.id)
  }

  cursorMoved(is: SignalOf<'cursor.moved'>['is']): void {
    const room = this.get(is.room)
    if (room) room.cursorMoved(is)
    else this.#keptSince.add(is.room)
  }

  reset({ on, reset }: ResetFrame): void {
    this.#byStream.get(on)?.begin({ epoch: reset.epoch, seq: reset.head }, reset.floor)
  }

  /** Says to the server what is written and not sent: one may be about to leave. */
  saveDrafts(): void {
    for (const room of this.#byStream.values()) void room.saveDraft()
  }

  /** There is no connection. */
  hush(): void {
    for (const room of this.#byStream.values()) room.hush()
  }

  renamed(person: Person): void {
    for (const room of this.#byStream.values()) room.renamed(person)
  }

  /** A room that we were given by an answer, which may come before or after the event. */
  adopt(room: Output<'room.get'>): Room {
    const known = this.#byId.get(room.room) ?? this.#add(room, room)
    known.setMembers(room)
    return known
  }

  #resume(room: LiveRoom, stream: Followed, isNew: boolean): void {
    if (isNew) room.begin({ epoch: stream.epoch, seq: stream.from }, stream.floor)
    room.stand(stream)
    room.remind(stream.read)
    room.wake()
  }

  /** Also where a greeting knew of it: what is loaded is from before. */
  #reread(): void {
    this.#sightings += 1
    for (const room of this.#byStream.values()) room.reread()
    if (this.#isListed) void this.read()
  }

  #readList(): Promise<Listed[]> {
    return allPages(async (after) => {
      const { rooms, more } = await this.#owner.call('room.list', { limit: pageSize, ...after })
      return { items: rooms, more }
    })
  }

  /** `showsRight`: it shows what one may see now. */
  #takeList(listed: readonly Listed[], touched: ReadonlySet<string>, showsRight: boolean): void {
    const ids = new Set(listed.map((room) => room.room))
    for (const id of [...this.#byId.keys()]) if (!ids.has(id) && !touched.has(id)) this.#remove(id)
    for (const room of listed) if (!touched.has(room.room)) this.#takeListed(room)
    if (showsRight) for (const room of listed) if (room.last) this.#byId.get(room.room)?.glance(room, room.last)
    if (!this.#isListed) void this.#readDrafts()
    this.#isListed = true
    this.#owner.listed()
  }

  #takeListed(listed: Listed): void {
    const room = this.#byId.get(listed.room)
    room?.update(listed)
    room?.stand(listed)
    if (!this.#keptSince.has(listed.room)) room?.preferenceChanged(listed.preference)
    if (!room) this.#addListed(listed)
  }

  /** What came after the list was made and before it arrived went by unseen; then it is asked for anew. */
  #addListed(listed: Listed): void {
    const room = this.#add(listed, listed)
    const { id, on } = room
    if ((this.#owner.position(on)?.seq ?? 0) > listed.head || this.#keptSince.has(id)) room.know()
  }

  #keep({ room, ...preference }: EventOf<'preference.changed'>['is']): void {
    this.#keptSince.add(room)
    this.#byId.get(room)?.preferenceChanged(preference)
  }

  /** As often as it takes. Those that are no longer there have ended while one was away. */
  async #readDrafts(): Promise<void> {
    const known = new Map([...this.#byStream.values()].map((room) => [room, room.draftVersion]))
    const read = async () => {
      for (const { room: id, ...draft } of await this.#listDrafts()) {
        const room = this.get(id)
        room?.draftTold(draft)
        if (room) known.delete(room)
      }
      for (const [room, version] of known) room.draftTold(version)
      for (const room of this.#byStream.values()) room.wakeDraft()
    }
    await insist(read, () => true, this.#owner)
  }

  #listDrafts(): Promise<Output<'draft.list'>['drafts']> {
    return allPages(async (after) => {
      const { drafts, more } = await this.#owner.call('draft.list', after)
      return { items: drafts, more }
    })
  }

  #join(is: EventOf<'room.joined'>['is']): void {
    const standing = { ...is, read: is.head, unread: 0 }
    const known = this.#byId.get(is.room)
    if (!known) return void this.#add(is, standing)
    this.#touched.add(is.room)
    known.begin({ epoch: is.epoch, seq: is.head }, is.floor)
    known.update(is)
    known.stand(standing)
  }

  #make(summary: Summary, standing: Standing): LiveRoom {
    const position = this.#owner.position(summary.on) ?? { epoch: standing.epoch, seq: standing.head }
    const room = new LiveRoom(summary, standing, position, this.#owner)
    this.#byStream.set(room.on, room)
    return room
  }

  #add(summary: Summary, standing: Standing): LiveRoom {
    const room = this.#make(summary, standing)
    this.#touched.add(room.id)
    this.#byId.set(room.id, room)
    this.#owner.changed()
    return room
  }

  #remove(id: string): void {
    this.#touched.add(id)
    const room = this.#byId.get(id)
    if (room) this.#byStream.delete(room.on)
    room?.leave()
    if (this.#byId.delete(id)) this.#owner.changed()
  }
}
