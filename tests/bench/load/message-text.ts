/**
 * What messages say: when they were sent, and which of its series each is. A series is what one sender sends to one
 * room, numbered from 1, so that a reader of any contestant's can tell what is missing and what is out of order.
 */
const bar = '|'.charCodeAt(0)
const zero = '0'.charCodeAt(0)
const words = 'a message of ordinary length, as people send them'

/** As long as `length` where that is longer than an ordinary one. */
export const messageText = (series: number, number: number, length = 0): string =>
  `|${Math.round(performance.now() * 1_000)}|${series}|${number}|${words}`.padEnd(length, '.')

/** Walks over the messages in a frame, at the cost of a few bytes looked at. One for all frames: it makes nothing. */
export class MessageReader {
  /** Milliseconds since this process began. */
  sentAt = 0
  series = 0
  number = 0
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0

  begin(buffer: Buffer, from: number, end: number): void {
    this.#buffer = buffer
    this.#at = from
    this.#end = end
  }

  /** False where no further message begins. */
  next(): boolean {
    while (this.#at < this.#end && this.#buffer[this.#at] !== bar) this.#at++
    if (this.#at >= this.#end) return false
    this.sentAt = this.#digits() / 1_000
    this.series = this.#digits()
    this.number = this.#digits()
    this.#at++
    return true
  }

  /** The number behind the bar; stops at the next one. */
  #digits(): number {
    let value = 0
    for (this.#at++; this.#buffer[this.#at] !== bar; this.#at++)
      value = value * 10 + (this.#buffer[this.#at] as number) - zero
    return value
  }
}
