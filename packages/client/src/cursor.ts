/** How far one has read a room, and how much is left. */
import type { EventFrame, Output } from '@parley/protocol'
import { counts, isEvent } from './events.ts'
import type { History } from './history.ts'
import { tells } from './mentions.ts'

type Standing = Pick<Output<'room.get'>, 'head' | 'read' | 'unread' | 'mentions'>

export class Cursor {
  readonly #history: History
  #read: number
  #unread: number
  #mentions: number
  readonly #user: string
  /** Events up to here are in the count, or were read. */
  #counted: number

  constructor({ read, unread, mentions = 0, head }: Standing, history: History, user: string) {
    this.#mentions = mentions
    this.#user = user
    this.#history = history
    this.#read = read
    this.#unread = unread
    this.#counted = head
  }

  get read(): number {
    return this.#read
  }

  get unread(): number {
    return this.#unread
  }

  get mentions(): number {
    return this.#mentions
  }

  /** Who writes has read: a message of one's own moves the cursor to itself. */
  apply(event: EventFrame): void {
    if (event.seq <= this.#counted) return
    if (counts(event) && event.by === this.#user) this.mark(event.seq)
    else this.#set(this, [event], event.seq)
    // What is gone, nobody has left to read.
    if (isEvent(event, 'history.trimmed') && this.#read < event.is.floor) this.#unread = event.is.unread
  }

  /** Everything up to here has been read. What is left is counted where all of it is loaded; else the server says. */
  mark(seq: number): void {
    if ((this.#history.oldest ?? 0) > seq + 1) this.#read = seq
    else this.#set({ read: seq, unread: 0 }, this.#history.after(seq), seq)
  }

  /** What the server says, as of `head`. It may not know yet how far we have read. Whether that is news. */
  stand(standing: Standing): boolean {
    if (standing.read < this.#read) return false
    const { read, unread, mentions } = this
    this.#set(standing, this.#history.after(standing.head), standing.head)
    return read !== this.#read || unread !== this.#unread || mentions !== this.#mentions
  }

  /** Nothing is known until the server says where we stand. */
  restart(seq: number): void {
    this.#set({ read: 0, unread: 0 }, [], seq)
  }

  #set({ read, unread, mentions = 0 }: Omit<Standing, 'head'>, later: readonly EventFrame[], counted: number): void {
    this.#read = read
    this.#unread = unread + later.filter(counts).length
    this.#mentions = mentions + later.filter((event) => tells(event, this.#user)).length
    this.#counted = later.at(-1)?.seq ?? counted
  }
}
