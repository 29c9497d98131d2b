/** Clients of one contestant under one load, and what they got in sum. */

import { atOnce } from '../../setup/at-once.ts'
import type { Client, Open } from '../contestants/contestant.ts'
import { Latencies } from './latencies.ts'
import { MessageReader } from './message-text.ts'

const reader = new MessageReader()

/** What the clients of a crowd got since the last `reset`. */
export class Tally {
  deliveries = 0
  /** Messages that were not the next of their series. */
  disordered = 0
  acknowledged = 0
  refused = 0
  /** Streams that a client may follow no more. */
  ended = 0
  /** From sending to the arrival at a timed reader. */
  delivery = new Latencies()
  /** From sending to its acknowledgement. */
  answer = new Latencies()

  reset(): void {
    Object.assign(this, new Tally())
  }

  forgetDelays(): void {
    this.delivery = new Latencies()
    this.answer = new Latencies()
  }
}

/** One client's ear: checks the order of what it gets. */
export class Listener {
  /** Told of each answer. */
  onAnswer: ((id: number) => void) | undefined
  readonly #tally: Tally
  /** Whether the delay of what it gets is kept; costs more. */
  readonly #timed: boolean
  readonly #next = new Map<number, number>()

  constructor(tally: Tally, timed: boolean) {
    this.#tally = tally
    this.#timed = timed
  }

  /** Messages begin at `from` or later. */
  messages(buffer: Buffer, from: number, end: number): void {
    reader.begin(buffer, from, end)
    while (reader.next()) this.#message()
  }

  #message(): void {
    const { series, number, sentAt } = reader
    this.#tally.deliveries++
    if (number !== (this.#next.get(series) ?? 1)) this.#tally.disordered++
    this.#next.set(series, number + 1)
    if (this.#timed) this.#tally.delivery.add(performance.now() - sentAt)
  }

  ended(): void {
    this.#tally.ended++
  }

  answer(id: number, accepted: boolean): void {
    if (accepted) this.#tally.acknowledged++
    else this.#tally.refused++
    this.onAnswer?.(id)
  }
}

export interface Seat {
  readonly person: number
  readonly client: Client
  readonly listener: Listener
}

export interface Crowd {
  readonly tally: Tally
  /** In the order of the people asked for. */
  readonly seats: readonly Seat[]
}

export interface CrowdOptions {
  /** So many readers have their delays kept. */
  readonly timed?: number
  /** Clients that connect at the same time, at most. */
  readonly most?: number
  /** Where each client goes on, in the order of the people. */
  readonly positions?: readonly unknown[]
}

/** Addresses that this machine has besides the usual one, so that ports last for tens of thousands of clients. */
const addresses = 8
const addressOf = (place: number) => `127.0.0.${2 + (place % addresses)}`

/** Opens a client for each of these people. */
export const openCrowd = async (
  open: Open,
  people: readonly number[],
  { timed = 20, most = 50, positions }: CrowdOptions = {},
): Promise<Crowd> => {
  const tally = new Tally()
  const seats = await atOnce([...people.entries()], most, async ([place, person]) => {
    const listener = new Listener(tally, place < timed)
    const position = positions?.[place]
    const client = await open({ person, listener, from: addressOf(place), position })
    return { person, client, listener }
  })
  return { tally, seats }
}

export const endSeats = (seats: readonly Seat[]): void => {
  for (const { client } of seats) client.end()
}
