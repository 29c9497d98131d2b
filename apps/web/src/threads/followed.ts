/**
 * The threads that one follows, with what is unread there. What others write is added up from what the server tells in passing; where one
 * has done something oneself, on whatever device, the thread is asked for anew.
 */
import { type EventFrame, isEvent, isSignal, type Parley, type SignalFrame, type Watchable } from '@parley/client'
import { isFromServer, noteFault } from '../faults/faults.ts'
import { everyPage } from '../pages.ts'
import { advanced, changed, moved, type ThreadTold } from './figures.ts'

const pageSize = 100

const readAll = (parley: Parley): Promise<ThreadTold[]> =>
  everyPage<ThreadTold>(async (last) => {
    const after = last ? { after: [last.parent, last.room] as [string, string] } : {}
    const { threads: items, more } = await parley.call('thread.following', { limit: pageSize, ...after })
    return { items, more }
  })

/** A fault of the moment says nothing of the thread. */
const isGone = (error: unknown): boolean => {
  noteFault(error)
  return isFromServer(error) && error.body.name === 'ROOM_NOT_FOUND'
}

const threadOf = (on: string): string => on.slice('chat/room/'.length)

export class Followed implements Watchable {
  readonly #parley: Parley
  readonly #listeners = new Set<() => void>()
  /** Of those that are being asked for, whether to ask once more. */
  readonly #asking = new Map<string, boolean>()
  #byId: ReadonlyMap<string, ThreadTold> = new Map()
  #list: readonly ThreadTold[] | undefined
  #reading = Promise.resolve()

  constructor(parley: Parley) {
    this.#parley = parley
    parley.on('state', (state) => {
      if (state === 'online') this.#reading = this.#reading.then(() => this.#read())
    })
    parley.on('event', (event) => this.#event(event))
    parley.on('signal', (signal) => this.#signal(signal))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Nothing until they are known. The same array until something in it changes. */
  get list(): readonly ThreadTold[] | undefined {
    return this.#list
  }

  unread(thread: string): number {
    return this.#byId.get(thread)?.unread ?? 0
  }

  #set(threads: Iterable<ThreadTold>): void {
    this.#byId = new Map([...threads].map((thread) => [thread.room, thread]))
    this.#list = [...this.#byId.values()]
    for (const listener of this.#listeners) listener()
  }

  #put(thread: ThreadTold): void {
    this.#set([...this.#byId.values()].filter(({ room }) => room !== thread.room).concat(thread))
  }

  /** With each connection: nothing was told meanwhile. */
  async #read(): Promise<void> {
    await readAll(this.#parley).then((all) => this.#set(all), noteFault)
  }

  /** What is being read may have them still. */
  async #drop(isGone: (thread: ThreadTold) => boolean): Promise<void> {
    await this.#reading
    if (this.#list?.some(isGone)) this.#set(this.#list.filter((thread) => !isGone(thread)))
  }

  async #ask(room: string): Promise<void> {
    const isAsking = this.#asking.has(room)
    this.#asking.set(room, isAsking)
    if (isAsking) return
    await this.#reading
    const told = await this.#parley.call('thread.get', { room }).catch(isGone)
    const isAgain = this.#asking.get(room)
    this.#asking.delete(room)
    if (isAgain) return this.#ask(room)
    if (told === true || (told && !told.following)) await this.#drop((thread) => thread.room === room)
    else if (told) this.#put(told)
  }

  #event(event: EventFrame): void {
    if (isEvent(event, 'thread.followed')) void this.#ask(event.is.room)
    if (isEvent(event, 'thread.unfollowed')) void this.#drop(({ room }) => room === event.is.room)
    if (isEvent(event, 'room.left')) void this.#drop(({ parent }) => parent === event.is.room)
    if (isEvent(event, 'thread.changed')) this.#change(event.is.room, (thread) => changed(thread, event.is))
    if (isEvent(event, 'message.sent') && event.by === this.#parley.user && this.#byId.has(threadOf(event.on)))
      void this.#ask(threadOf(event.on))
  }

  #signal(signal: SignalFrame): void {
    if (isSignal(signal, 'thread.moved')) this.#change(signal.is.room, (thread) => moved(thread, signal.is))
    if (isSignal(signal, 'thread.advanced')) this.#change(signal.is.room, (thread) => advanced(thread, signal.is))
    if (isSignal(signal, 'thread.replied') && signal.by === this.#parley.user) void this.#ask(signal.is.room)
    if (isSignal(signal, 'cursor.moved') && this.#byId.has(signal.is.room)) void this.#ask(signal.is.room)
  }

  #change(room: string, change: (thread: ThreadTold) => ThreadTold): void {
    const thread = this.#byId.get(room)
    if (!thread) return
    const now = change(thread)
    if (now !== thread) this.#set([...this.#byId.values()].map((one) => (one === thread ? now : one)))
  }
}
