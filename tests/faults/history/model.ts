/** A platform of a page, in memory, which keeps every promise; and the history of what happened on it. */
import fc from 'fast-check'
import type { Event, Moved, Sight, Standing, Stored } from './history.ts'
import type { Recorded } from './recorded.ts'

const users = ['ann', 'bob', 'eve'] as const
const rooms = ['chat/room/a', 'chat/room/b', 'chat/room/c'] as const
const ownStream = (user: string) => `chat/user/${user}`

export const actions = [
  ...['send', 'send', 'send', 'try', 'add', 'take', 'come', 'go', 'page', 'move', 'quit'],
  ...['take back', 'edit', 'react', 'hide', 'show'],
] as const

/** What is done, and three numbers that choose with whom, where, and how. */
type Step = readonly [(typeof actions)[number], number, number, number]

interface Device {
  readonly name: string
  readonly user: string
  readonly sights: Sight[]
  /** The last event shown, by stream that it follows. */
  readonly at: Map<string, number>
  isOnline: boolean
  stayed: boolean
}

const pick = <T>(from: readonly T[], by: number) => from[by % from.length] as T

type Changing = { -readonly [K in keyof Stored]: Stored[K] }

class Model {
  readonly #streams = new Map<string, Changing[]>([...rooms, ...users.map(ownStream)].map((on) => [on, []]))
  /** By room: who is in it, and their cursors. */
  readonly #members = new Map<string, Map<string, number>>(rooms.map((on) => [on, new Map()]))
  /** By user: whom they hide. */
  readonly #hidden = new Map<string, Set<string>>(users.map((user) => [user, new Set()]))
  readonly #tried: string[] = []
  readonly #acknowledged: Recorded['acknowledged'] = []
  readonly #moved: Moved[] = []
  readonly #devices: Device[] = [...users, ...users].map((user, place) => ({
    name: `${user} ${place < users.length ? 1 : 2}`,
    user,
    sights: [],
    at: new Map(),
    isOnline: false,
    stayed: true,
  }))

  constructor() {
    for (const device of this.#devices) this.#come(device, false)
    for (const on of rooms) this.#emit({ on })
  }

  do([action, who, where, how]: Step): void {
    const device = pick(this.#devices, who)
    const [user, on] = [device.user, pick(rooms, where)]
    const isIn = this.#membersOf(on).has(user)
    if (action === 'add' && !isIn) this.#add(on, user)
    if (action === 'go') device.isOnline = false
    if (action === 'come' && device.stayed && !device.isOnline) this.#come(device, how % 4 === 0)
    if (action === 'hide' || action === 'show') this.#see(user, pick(users, where), action === 'hide')
    if (action === 'quit' && how % 4 === 0) Object.assign(device, { isOnline: false, stayed: false })
    if (!isIn) return
    if (action === 'send' || action === 'try') this.#send(on, user, action === 'send')
    if (action === 'take') this.#take(on, user)
    if (action === 'take back') this.#takeBack(on, user, how)
    if (action === 'edit') this.#edit(on, user, how)
    if (action === 'react') this.#emit({ on, by: user })
    if (action === 'page' && device.isOnline) this.#page(device, on, how)
    if (action === 'move') this.#move(on, user, how)
  }

  /** Who stayed comes back, and the history ends. */
  finish(): Recorded {
    for (const device of this.#devices) if (device.stayed && !device.isOnline) this.#come(device, false)
    return {
      tried: this.#tried,
      acknowledged: this.#acknowledged,
      stored: [...this.#streams.values()].flat(),
      seen: new Map(this.#devices.map(({ name, user, sights, stayed }) => [name, { user, sights, stayed }])),
      moved: this.#moved,
      standings: rooms.flatMap((on) => [...this.#membersOf(on)].map(([user, read]) => this.#standing(on, user, read))),
    }
  }

  #standing(on: string, user: string, read: number): Standing {
    const unread = this.#events(on).filter(
      ({ seq, id, isUncounted }) => seq > read && id !== undefined && !isUncounted,
    ).length
    return { user, on, head: this.#head(on), read, unread }
  }

  #send(on: string, user: string, isAnswered: boolean): void {
    const id = `message ${this.#tried.length}`
    this.#tried.push(id)
    const seq = this.#emit({ on, id, by: user })
    this.#membersOf(on).set(user, seq)
    if (isAnswered) this.#acknowledged.push({ on, seq, id })
  }

  #add(on: string, user: string): void {
    const head = this.#emit({ on, brings: user })
    this.#membersOf(on).set(user, head)
    this.#emit({ on: ownStream(user) })
    for (const { sights, at } of this.#online(user)) {
      sights.push({ on, from: head, anew: true })
      at.set(on, head)
    }
  }

  #take(on: string, user: string): void {
    this.#membersOf(on).delete(user)
    this.#emit({ on, takes: user })
    for (const { sights, at } of this.#online(user)) {
      sights.push({ on, ended: true })
      at.delete(on)
    }
    this.#emit({ on: ownStream(user) })
  }

  #own(on: string, user: string): Changing[] {
    const all = this.#streams.get(on) ?? []
    return all.filter(({ by, id, edits, isRedacted }) => by === user && id !== undefined && !edits && !isRedacted)
  }

  /** With its edits. */
  #takeBack(on: string, user: string, how: number): void {
    const own = this.#own(on, user)
    if (own.length === 0) return
    const gone = pick(own, how)
    const edits = (this.#streams.get(on) ?? []).filter((event) => event.edits === gone.seq)
    for (const event of [gone, ...edits]) event.isRedacted = true
    this.#emit({ on, takesBack: gone.seq, takesBackToo: edits.map(({ seq }) => seq) })
  }

  #edit(on: string, user: string, how: number): void {
    const own = this.#own(on, user)
    if (own.length === 0) return
    const id = `edit ${this.#tried.length}`
    this.#tried.push(id)
    const seq = this.#emit({ on, id, by: user, edits: pick(own, how).seq, isUncounted: true })
    this.#acknowledged.push({ on, seq, id })
  }

  #see(user: string, author: string, isHidden: boolean): void {
    const hidden = this.#hidden.get(user) as Set<string>
    if (author === user || hidden.has(author) === isHidden) return
    this.#emit({ on: ownStream(user), [isHidden ? 'hides' : 'shows']: author })
    if (isHidden) hidden.add(author)
    else hidden.delete(author)
  }

  #shownTo(user: string, { on, seq, id, by, isRedacted }: Stored): Event {
    const isHidden = by !== undefined && this.#hidden.get(user)?.has(by)
    return isRedacted || isHidden ? { on, seq, id: undefined, isRedacted: true } : { on, seq, id }
  }

  #page(device: Device, on: string, how: number): void {
    const { user, sights } = device
    const from = how % this.#head(on)
    const page = this.#events(on).slice(from, from + 5)
    const hidden = [...(this.#hidden.get(user) ?? [])]
    sights.push({ on, page: page.map((event) => this.#shownTo(user, event)), known: this.#head(on), hidden })
  }

  #move(on: string, user: string, how: number): void {
    const read = Math.max(this.#membersOf(on).get(user) ?? 0, how % (this.#head(on) + 1))
    this.#membersOf(on).set(user, read)
    this.#moved.push({ user, on, read })
  }

  #come(device: Device, isReset: boolean): void {
    const { user, sights, at } = device
    const named = [ownStream(user), ...rooms.filter((on) => this.#membersOf(on).has(user))]
    for (const on of at.keys()) if (!named.includes(on)) sights.push({ on, ended: true })
    const missed = named.flatMap((on) => {
      const known = this.#head(on)
      const anew = isReset || !at.has(on)
      const from = anew ? known : (at.get(on) as number)
      sights.push({ on, from, anew, known })
      return this.#events(on).slice(from)
    })
    sights.push(...missed.map((event) => this.#shownTo(user, event)))
    at.clear()
    for (const on of named) at.set(on, this.#head(on))
    device.isOnline = true
  }

  #emit(event: Omit<Stored, 'seq'>): number {
    const events = this.#events(event.on)
    const stored = { ...event, seq: events.length + 1 }
    events.push(stored)
    for (const { user, at, isOnline, sights } of this.#devices) {
      if (!isOnline || !at.has(event.on)) continue
      sights.push(this.#shownTo(user, stored))
      at.set(event.on, stored.seq)
    }
    return stored.seq
  }

  #online(user: string): Device[] {
    return this.#devices.filter((device) => device.user === user && device.isOnline)
  }

  #events(on: string): Stored[] {
    return this.#streams.get(on) as Stored[]
  }

  #head(on: string): number {
    return this.#events(on).length
  }

  #membersOf(on: string): Map<string, number> {
    return this.#members.get(on) as Map<string, number>
  }
}

const step = fc.tuple(fc.constantFrom(...actions), fc.nat(30), fc.nat(30), fc.nat(30))

/** Made anew at each draw, so that a test may change it. */
export const histories: fc.Arbitrary<() => Recorded> = fc
  .array(step, { minLength: 40, maxLength: 160, size: 'max' })
  .map((steps) => () => {
    const model = new Model()
    for (const done of steps) model.do(done)
    return model.finish()
  })
