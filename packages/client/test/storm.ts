/** One user on a server and a line that are in trouble, and what has to be true whatever happens. */
import { mayReconnect } from '@parley/protocol'
import { Parley } from '../src/parley.ts'
import { type ParleyError, parleyError } from '../src/parley-error.ts'
import type { Room } from '../src/room.ts'
import { memoryUnsent, type Pending } from '../src/unsent-store.ts'
import { SimulatedClock, settled } from './simulated-clock.ts'
import { other, ownStream, roomId, roomStream, SimulatedServer, type Trouble } from './simulated-server.ts'
import { Witness } from './witness.ts'

export const numbers = [1, 2, 3]

/** What is in turn next, again and again. */
export interface Weather {
  readonly troubles: readonly (Trouble | undefined)[]
  readonly copies: readonly number[]
  readonly delays: readonly number[]
  readonly randoms: readonly number[]
  readonly tokens: readonly ('given' | 'refused' | 'failing' | 'late')[]
  readonly tokenLifeMs: number
  /** How many events of a room stay in memory. */
  readonly keep: number
}

/** A message that a room was given to send. */
interface Given {
  readonly room: string
  readonly text: string
  seq?: number
  /** It was refused at least once, so its place among the others is open. */
  wasRefused: boolean
  /** Its sender forgot it, or a restored backup did. */
  mayBeGone: boolean
}

const inTurn = <T>(values: readonly T[]): (() => T) => {
  let turn = 0
  return () => values[turn++ % values.length] as T
}
export class Storm {
  readonly clock = new SimulatedClock()
  readonly server = new SimulatedServer(this.clock)
  readonly unsent = memoryUnsent()
  /** What is wrong with what was seen, in words. */
  readonly complaints: string[] = []
  readonly given: Given[] = []
  readonly #keep: number
  readonly #random: () => number
  #token: () => Weather['tokens'][number] = () => 'given'
  /** Promises that were made and not kept yet. */
  #promised = 0
  /** The server may not know how far we have read until the next greeting. */
  #isReadingLost = false
  /** Events that were not delivered. */
  #skipped = 0
  /** How many sockets there were before this client. */
  #opened = 0
  #witness!: Witness
  parley: Parley

  constructor({ randoms, keep, tokenLifeMs }: Weather) {
    this.server.tokenLifeMs = tokenLifeMs
    for (const number of numbers) this.server.room(number, number)
    this.#random = inTurn(randoms)
    this.#keep = keep
    this.parley = this.#open()
  }

  async begin({ troubles, copies, delays, tokens }: Weather): Promise<void> {
    await this.clock.pass(100)
    const nextTrouble = inTurn(troubles)
    this.server.troubleWith = ({ do: command }) => {
      const trouble = nextTrouble()
      if (trouble && command === 'cursor.move') this.#isReadingLost = true
      return trouble
    }
    const nextCopies = inTurn(copies)
    this.server.copies = () => {
      const copies = nextCopies()
      if (copies === 0) this.#skipped += 1
      return copies
    }
    this.server.delay = inTurn(delays)
    this.#token = inTurn(tokens)
  }

  // What the user does

  send(room: Room): void {
    const given: Given = { room: room.id, text: `mine ${this.given.length}`, wasRefused: false, mayBeGone: false }
    const sending = room.send(given.text)
    if (this.parley.state === 'ended') this.#promise(sending)
    else {
      this.given.push(given)
      this.#follow(given, sending)
    }
  }

  retry({ id, text }: Pending): void {
    const given = this.given.find((given) => given.text === text)
    const room = this.parley.rooms.get(given?.room ?? '')
    if (given && room && this.parley.state !== 'ended') this.#follow(given, room.retry(id))
  }

  discard({ id, text }: Pending): void {
    const given = this.given.find((given) => given.text === text)
    if (given) given.mayBeGone = true
    this.parley.discard(id)
  }

  /** Does something that may fail and has to end. */
  #promise(work: Promise<unknown>): void {
    this.#promised += 1
    const kept = () => {
      this.#promised -= 1
    }
    work.then(kept, kept)
  }

  read = (room: Room): void => this.#promise(room.markRead())
  load = (room: Room): void => this.#promise(room.load())
  loadOlder = (room: Room, limit: number): void => this.#promise(room.loadOlder(limit))

  async reload(): Promise<void> {
    await this.parley.close()
    this.parley = this.#open()
    await settled()
  }

  /** As whoever logs in again does. */
  async comeBack(): Promise<void> {
    if (this.parley.state === 'ended') await this.reload()
  }

  // What the server does

  restore(lost: number): void {
    const before = new Set(this.#mine())
    this.server.restore(lost)
    const after = new Set(this.#mine())
    for (const given of this.given) if (before.has(given.text) && !after.has(given.text)) given.mayBeGone = true
  }

  // The client

  #open(): Parley {
    this.#opened = this.server.sockets.length
    const parley = new Parley({
      url: 'http://parley.test',
      token: () => this.#giveToken(),
      openSocket: this.server.openSocket,
      fetch: this.server.fetch,
      clock: this.clock,
      unsent: this.unsent,
      random: this.#random,
      keep: this.#keep,
      report: () => {},
    })
    parley.subscribe(() => this.#seeRefused())
    this.#witness = new Witness(parley, this.clock, (fault) => this.complaints.push(fault))
    return parley
  }

  async #giveToken(): Promise<string> {
    const how = this.#token()
    if (how === 'refused') throw parleyError('UNAVAILABLE')
    if (how === 'failing') throw new TypeError('fetch failed')
    if (how === 'late') await new Promise<void>((resolve) => void this.clock.after(25_000, resolve))
    return `jwt-${this.clock.now()}`
  }

  #seeRefused(): void {
    for (const { text, error } of this.parley.unsent) if (error) this.#markRefused(text)
  }

  #markRefused(text: string): void {
    const given = this.given.find((given) => given.text === text)
    if (given) given.wasRefused = true
  }

  #follow(given: Given, sending: Promise<{ seq: number }>): void {
    const { parley } = this
    const refused = (error: ParleyError) => {
      if (parley.state === 'ended') return
      if (!parley.unsent.some(({ text, error }) => text === given.text && error))
        this.complaints.push(`${given.text} is refused (${error.name}) and not shown so`)
    }
    this.#promise(
      sending.then(({ seq }) => {
        given.seq = seq
      }, refused),
    )
  }

  // What has to be true at any time

  look(): void {
    this.#witness.look()
    const told = this.server.sockets.slice(this.#opened).map((socket) => socket.closedWith ?? 0)
    const isOver = told.some((code) => !mayReconnect(code))
    if (isOver !== (this.parley.state === 'ended')) this.complaints.push(`it is ${this.parley.state}, told ${told}`)
  }

  // After the storm

  /** A lost event shows when the next one comes, and a cursor that was not moved at the next greeting. */
  async calm(): Promise<void> {
    this.server.troubleWith = () => undefined
    this.server.copies = () => 1
    this.server.delay = () => 5
    this.server.isUp = true
    this.#token = () => 'given'
    await this.clock.pass(1_000)
    await this.comeBack()
    await this.clock.pass(120_000)
    if (this.#isReadingLost) this.server.socket.cut(4000)
    this.server.emit(ownStream, 'calm.came', {}, other)
    for (const id of this.server.names.keys()) this.server.say(id, 'calm')
    await this.clock.pass(60_000)
  }

  /** What is not as it has to be once all is calm, in words. */
  async faults(): Promise<string[]> {
    const { parley, server } = this
    if (parley.state !== 'online') return [`it is ${parley.state}`]
    const rooms = [...parley.rooms.values()]
    const strange = rooms.filter((room) => !server.names.has(room.id)).map((room) => `${room.id} is not ours`)
    const missing = [...server.names.keys()].filter((id) => !parley.rooms.has(id)).map((id) => `${id} is missing`)
    const shown = rooms.flatMap((room) => this.#faultsOfRoom(room))
    for (const room of rooms) this.loadOlder(room, 1_000)
    await this.clock.pass(1_000)
    const loaded = rooms.flatMap((room) => this.#faultsOfLoaded(room))
    const sent = this.given.flatMap((given) => this.#faultsOfGiven(given))
    const order = numbers.flatMap((number) => this.#faultsOfOrder(roomId(number)))
    const open = this.#promised > 0 ? [`${this.#promised} promises are not kept`] : []
    const blamed = parley.faults > this.#skipped ? ['it found gaps where there were none'] : []
    return [...this.complaints, ...strange, ...missing, ...shown, ...loaded, ...sent, ...order, ...open, ...blamed]
  }

  /** What is left of a client that is closed, in words. */
  async remains(): Promise<string[]> {
    await this.parley.close()
    await this.clock.pass(1_000)
    const { timers } = this.clock
    return timers > 0 ? [`${timers} timers are left`] : []
  }

  #faultsOfRoom({ id, head, read, unread, events }: Room): string[] {
    const due = this.server.stream(roomStream(id))
    const from = events[0]?.seq ?? due.head + 1
    return [
      ...(head === due.head ? [] : [`${id} ends at ${head} instead of ${due.head}`]),
      ...(read === due.read ? [] : [`${id} is read to ${read} instead of ${due.read}`]),
      ...(unread === due.unread ? [] : [`${id} has ${unread} unread instead of ${due.unread}`]),
      ...(same(events, due.log.slice(from - 1)) ? [] : [`${id} shows what is not the end of its log`]),
    ]
  }

  /** Everything that is held is shown. */
  #faultsOfLoaded(room: Room): string[] {
    const { id, events, messages } = room
    const { floor } = this.server.stream(roomStream(id))
    const rest = messages.filter((message) => message.state === 'sending').map((message) => message.text)
    return [
      ...this.#faultsOfRoom(room),
      ...(events[0] && events[0].seq <= floor + 1 ? [] : [`${id} is not loaded to its floor`]),
      ...rest.map((text) => `${text} is still on its way`),
    ]
  }

  /** Each is in the log once, or its sender can see that it was refused. */
  #faultsOfGiven({ room, text, seq, mayBeGone }: Given): string[] {
    const { log, floor } = this.server.stream(roomStream(room))
    const [found, ...again] = log.filter((event) => event.is.text === text)
    const failed = this.parley.unsent.some((pending) => pending.text === text && pending.error)
    if (!found) return failed || mayBeGone ? [] : [`${text} is lost`]
    const isSeen = this.parley.rooms.has(room) && found.seq > floor
    return [
      ...again.map((event) => `${text} is there once more, at ${event.seq}`),
      ...(failed && isSeen ? [`${text} is there, and shown as failed`] : []),
      ...(seq === undefined || mayBeGone || found.seq === seq ? [] : [`${text} is not at ${seq}, as was told`]),
    ]
  }

  #faultsOfOrder(id: string): string[] {
    const mine = this.given
      .filter((given) => given.room === id && !given.wasRefused && !given.mayBeGone)
      .map(({ text }) => text)
    const texts = this.server.texts(id).filter((text) => mine.includes(text))
    return same(
      texts,
      mine.filter((text) => texts.includes(text)),
    )
      ? []
      : [`${id} has ${texts} in its log`]
  }

  #mine(): string[] {
    return numbers.flatMap((number) => this.server.texts(roomId(number)))
  }
}

const same = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
