/** How far one has read a room, and how much is left. */
import type { EventFrame, Output } from '@parley/protocol'
import { counts } from './events.ts'
import type { History } from './history.ts'

type Standing = Pick<Output<'room.get'>, 'head' | 'read' | 'unread'>

export class Cursor {
  readonly #history: History
  #read: number
  #unread: number
  /** Events up to here are in the count, or were read. */
  #counted: number

  constructor({ read, unread, head }: Standing, history: History) {
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

  /** Who writes has read: a message of one's own moves the cursor to itself. */
  apply(event: EventFrame, isOwn: boolean): void {
    if (event.seq <= this.#counted || !counts(event)) return
    if (isOwn) this.mark(event.seq)
    else this.#set(this.#read, this.#unread + 1, [], event.seq)
  }

  /** Everything up to here has been read. */
  mark(seq: number): void {
    this.#read = seq
    this.#unread = 0
    this.#counted = seq
  }

  /** What the server says, as of `head`. It may not know yet how far we have read. Whether that is news. */
  stand({ read, unread, head }: Standing): boolean {
    if (read < this.#read) return false
    const before = [this.#read, this.#unread]
    this.#set(read, unread, this.#history.after(head), head)
    return before[0] !== this.#read || before[1] !== this.#unread
  }

  /** Nothing is known until the server says where we stand. */
  restart(seq: number): void {
    this.#set(0, 0, [], seq)
  }

  #set(read: number, unread: number, later: readonly EventFrame[], counted: number): void {
    this.#read = read
    this.#unread = unread + later.filter(counts).length
    this.#counted = later.at(-1)?.seq ?? counted
  }
}
