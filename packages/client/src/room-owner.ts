import type { Insistence } from './insist.ts'
import type { Sent } from './outbox.ts'
import type { Pending } from './outbox-store.ts'
import type { Person } from './people.ts'
import type { Asker } from './questions.ts'

/** What a room needs of the connection that it is seen over. */
export interface RoomOwner extends Insistence, Asker {
  readonly user: string
  /** How many events a room keeps in memory. */
  readonly keep: number
  send(room: string, text: string): Promise<Sent>
  unsent(room: string): readonly Pending[]
  /** The server has this message of ours. */
  confirm(id: string, sent: Sent): void
  retry(id: string): Promise<Sent>
  discard(id: string): void
  /** What is said of people. */
  learn(people: readonly Person[]): void
  changed(): void
  report(fault: unknown): void
}
