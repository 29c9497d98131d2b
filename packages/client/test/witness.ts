/** Looks at what one client tells and shows: nothing of it may be wrong at any time. */
import type { EventFrame, ResetFrame } from '@parley/protocol'
import type { Clock } from '../src/clock.ts'
import type { Parley } from '../src/parley.ts'
import type { Room } from '../src/room.ts'
import type { ParleyState } from '../src/state.ts'
import { me, ownStream, roomStream } from './simulated-server.ts'

/** The most that a server asks to wait for, and how long a connection lives that is no failure. */
const mostRetryMs = 2_000
const stableMs = 10_000

/** What views show of a room. */
const shown = [
  ...['name', 'topic', 'role', 'head', 'read', 'unread', 'mentions', 'floor', 'markedUnread', 'preference', 'muted'],
  ...['hidden', 'receipts', 'draft', 'members', 'memberCount', 'events', 'newest', 'messages', 'excerpt', 'typing'],
] as (keyof Room)[]

export class Witness {
  readonly #parley: Parley
  readonly #clock: Clock
  readonly #complain: (fault: string) => void
  /** The last event told of each stream, and where one may begin anew. */
  readonly #told = new Map<string, number>()
  readonly #joined = new Map<string, number>()
  /** What each room showed, in which version of it. */
  readonly #shown = new Map<Room, { readonly version: number; readonly all: string }>()
  /** Tries in a row that did not become a stable connection. */
  #failures = 0
  #onlineAt = Number.POSITIVE_INFINITY

  constructor(parley: Parley, clock: Clock, complain: (fault: string) => void) {
    this.#parley = parley
    this.#clock = clock
    this.#complain = complain
    parley.on('state', (state) => this.#hearState(state))
    parley.on('event', (event) => this.#hear(event))
    parley.on('reset', (frame) => this.#hearReset(frame))
    parley.subscribe(() => this.#forgetLeft())
  }

  look(): void {
    for (const room of this.#parley.rooms.values()) {
      for (const fault of faultsOf(room)) this.#complain(fault)
      this.#lookForSilence(room)
    }
  }

  /** Views draw a room anew where its version is another one. */
  #lookForSilence(room: Room): void {
    const [all, version] = [allOf(room), room.version]
    const before = this.#shown.get(room)
    if (before?.version === version && before.all !== all)
      this.#complain(`${room.id} shows ${all} after ${before.all} and says nothing of it`)
    this.#shown.set(room, { version, all })
  }

  /** No wait is longer than its failures call for, and what the server asks for. */
  #hearState(state: ParleyState): void {
    const now = this.#clock.now()
    if (state === 'online') this.#onlineAt = now
    if (state !== 'waiting') return
    if (now - this.#onlineAt >= stableMs) this.#failures = 0
    this.#onlineAt = Number.POSITIVE_INFINITY
    const wait = (this.#parley.retryAt ?? Number.NaN) - this.#clock.date()
    const most = Math.min(30_000, 500 * 2 ** this.#failures++) + mostRetryMs
    if (!(wait >= 0 && wait < most)) this.#complain(`it waits ${wait} ms where ${most} is the most`)
  }

  #hear({ on, seq, ev, is }: EventFrame): void {
    const last = this.#told.get(on)
    const isNext = last === undefined || seq === last + 1 || seq === (this.#joined.get(on) ?? 0) + 1
    if (!isNext) this.#complain(`${on}: ${seq} is told after ${last}`)
    this.#told.set(on, seq)
    if (ev === 'room.joined') this.#joined.set(is.on as string, is.head as number)
    if (ev === 'member.left' && is.user === me) this.#told.delete(on)
  }

  #hearReset({ on, reset }: ResetFrame): void {
    this.#told.set(on, reset.head)
  }

  #forgetLeft(): void {
    const followed = new Set([ownStream, ...[...this.#parley.rooms.keys()].map(roomStream)])
    for (const on of this.#told.keys()) if (!followed.has(on)) this.#told.delete(on)
  }
}

const allOf = (room: Room): string => JSON.stringify(Object.fromEntries(shown.map((name) => [name, room[name]])))

const faultsOf = ({ id, events, messages, read, head, unread }: Room): string[] => {
  const gap = events.find((event, place) => event.seq !== (events[0]?.seq ?? 0) + place)
  const seqs = messages.flatMap((message) => message.seq ?? [])
  return [
    ...(gap ? [`${id} shows ${gap.seq} behind a gap`] : []),
    ...(new Set(messages.map((message) => message.id)).size < messages.length ? [`${id} shows a message twice`] : []),
    ...(seqs.some((seq, place) => seq <= (seqs[place - 1] ?? 0)) ? [`${id} shows ${seqs}`] : []),
    ...(read > head ? [`${id} is read to ${read}, which is after ${head}`] : []),
    ...(unread < 0 || unread > head - read ? [`${id} has ${unread} unread between ${read} and ${head}`] : []),
  ]
}
