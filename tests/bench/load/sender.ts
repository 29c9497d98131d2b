/** A client that sends: its messages are numbered, in a series for each room, and each answer is timed. */
import type { Crowd, Seat, Tally } from './crowd.ts'
import { messageText } from './message-text.ts'

/** More rooms than any population has. */
const mostRooms = 100_000

export class Sender {
  sent = 0
  /** Told of each answer. */
  onAnswer: (() => void) | undefined
  readonly #seat: Seat
  readonly #tally: Tally
  readonly #sentAt = new Map<number, number>()
  readonly #numbers = new Map<number, number>()

  constructor({ tally }: Crowd, seat: Seat) {
    this.#seat = seat
    this.#tally = tally
    seat.listener.onAnswer = (id) => this.#answered(id)
  }

  /** `length` is that of the text in characters, where an ordinary one is too short. */
  send(room: number, length = 0): void {
    const number = (this.#numbers.get(room) ?? 0) + 1
    this.#numbers.set(room, number)
    const id = ++this.sent
    this.#sentAt.set(id, performance.now())
    this.#seat.client.send(id, room, messageText(this.#seat.person * mostRooms + room, number, length))
  }

  #answered(id: number): void {
    this.#tally.answer.add(performance.now() - (this.#sentAt.get(id) ?? Number.NaN))
    this.#sentAt.delete(id)
    this.onAnswer?.()
  }
}

export const sentBy = (senders: readonly Sender[]): number => senders.reduce((sum, { sent }) => sum + sent, 0)
