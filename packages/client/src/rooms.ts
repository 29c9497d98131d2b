/** The rooms one is in, kept true from the list of them and from the stream of one's own. */
import type { EventFrame, Output, ResetFrame } from '@parley/protocol'
import { type EventOf, effectsOf, isEvent } from './events.ts'
import { insist } from './insist.ts'
import { LiveRoom, type Summary } from './live-room.ts'
import type { Followed } from './model.ts'
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
}

type Listed = Output<'room.list'>['rooms'][number]

const pageSize = 1000

const ownStream = (user: string): string => `chat/user/${user}`
const isRoomStream = (on: string): boolean => on.startsWith('chat/room/')

const changesSight = ({ ev }: EventFrame): boolean => ['hide', 'show', 'look'].includes(effectsOf(ev).effect ?? '')

export class Rooms {
  readonly #byId = new Map<string, LiveRoom>()
  readonly #byStream = new Map<string, LiveRoom>()
  #list: readonly LiveRoom[] = []
  readonly #owner: RoomsOwner
  /** Rooms that came or went while a list is on its way, which may be older than that. */
  #touched = new Set<string>()
  #isListed = false

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
    return this.#byId.get(id)
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
  }

  /** Reads the list, as often as it takes. A later call takes the place of an earlier one. */
  async read(): Promise<void> {
    const touched = new Set<string>()
    this.#touched = touched
    const isWanted = () => this.#touched === touched
    const read = async () => {
      const listed = await this.#readList()
      if (isWanted()) this.#takeList(listed, touched)
    }
    await insist(read, isWanted, this.#owner, () => false)
  }

  /** `isNews`: the greeting had not taken it into account. */
  apply(event: EventFrame, isNews: boolean): void {
    this.#byStream.get(event.on)?.apply(event)
    if (changesSight(event)) this.#reread()
    if (!isNews) return
    if (isEvent(event, 'room.joined')) this.#join(event.is)
    if (isEvent(event, 'room.left')) this.#remove(event.is.room)
  }

  reset({ on, reset }: ResetFrame): void {
    this.#byStream.get(on)?.begin({ epoch: reset.epoch, seq: reset.head }, reset.floor)
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
  }

  /** Also where a greeting knew of it: what is loaded is from before. */
  #reread(): void {
    for (const room of this.#byId.values()) room.reread()
  }

  async #readList(): Promise<Listed[]> {
    const rooms: Listed[] = []
    for (;;) {
      const after = rooms.at(-1)?.room
      const page = await this.#owner.call('room.list', { limit: pageSize, ...(after && { after }) })
      rooms.push(...page.rooms)
      if (!page.more || page.rooms.length === 0) return rooms
    }
  }

  #takeList(listed: readonly Listed[], touched: ReadonlySet<string>): void {
    const ids = new Set(listed.map((room) => room.room))
    for (const id of [...this.#byId.keys()]) if (!ids.has(id) && !touched.has(id)) this.#remove(id)
    for (const room of listed) if (!touched.has(room.room)) this.#takeListed(room)
    this.#isListed = true
    this.#owner.listed()
  }

  #takeListed(listed: Listed): void {
    const room = this.#byId.get(listed.room)
    room?.update(listed)
    room?.stand(listed)
    if (!room) this.#addListed(listed)
  }

  /** Events that came after the list was made and before it arrived went by unseen; then it is asked for anew. */
  #addListed(listed: Listed): void {
    const room = this.#add(listed, listed)
    if ((this.#owner.position(listed.on)?.seq ?? 0) > listed.head) room.know()
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

  #add(summary: Summary, standing: Standing): LiveRoom {
    const position = this.#owner.position(summary.on) ?? { epoch: standing.epoch, seq: standing.head }
    const room = new LiveRoom(summary, standing, position, this.#owner)
    this.#touched.add(room.id)
    this.#byId.set(room.id, room)
    this.#byStream.set(room.on, room)
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
