/** Where a room's stream stands: how far its events have come to us, and how far they go. */
import type { Output } from '@parley/protocol'
import type { Position } from './streams.ts'

export type Standing = Pick<Output<'room.get'>, 'epoch' | 'head' | 'floor' | 'read' | 'unread' | 'mentions'>

export class Place {
  #position: Position
  #head: number
  /** As it was said last, of this head. */
  #told: Pick<Standing, 'floor' | 'head'>
  /** Up to here, events said that the history was trimmed. */
  #trimmed = 0
  #era = 0

  /** `position` is how far its events have come. */
  constructor({ floor, head }: Standing, position: Position) {
    this.#position = position
    this.#head = Math.max(head, position.seq)
    this.#told = { floor, head }
  }

  get epoch(): number {
    return this.#position.epoch
  }

  get seq(): number {
    return this.#position.seq
  }

  /** Position of the newest event known of. */
  get head(): number {
    return this.#head
  }

  /** What the server still holds begins behind it. */
  get floor(): number {
    return Math.max(this.#told.floor, this.#trimmed)
  }

  /** Counts new beginnings: what was asked before one does not fit what came after. */
  get era(): number {
    return this.#era
  }

  /** The next event has come. */
  advance(seq: number): void {
    this.#position = { ...this.#position, seq }
    this.reach(seq)
  }

  /** There are events up to here, as was said perhaps before we knew of later ones. Whether that is news. */
  reach(head: number): boolean {
    if (head <= this.#head) return false
    this.#head = head
    return true
  }

  /** Each time further than before. */
  trim(floor: number): void {
    this.#trimmed = floor
  }

  /** As it was said at its head, perhaps before what is known already. Whether that is news. */
  ground({ floor, head }: Pick<Standing, 'floor' | 'head'>): boolean {
    if (head < this.#told.head) return false
    const before = this.floor
    this.#told = { floor, head }
    return before !== this.floor
  }

  isAt({ epoch, seq }: Position): boolean {
    return epoch === this.epoch && seq === this.seq
  }

  begin(position: Position, floor: number): void {
    this.#era += 1
    this.#position = position
    this.#head = position.seq
    this.#told = { floor, head: position.seq }
    this.#trimmed = 0
  }
}
