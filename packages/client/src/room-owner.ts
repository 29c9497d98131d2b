import type { Clock } from './clock.ts'
import type { DraftStore } from './draft.ts'
import type { Insistence } from './insist.ts'
import type { People } from './people.ts'
import type { Asker } from './questions.ts'
import type { SendOptions } from './room.ts'
import type { Sent } from './unsent.ts'
import type { Pending } from './unsent-store.ts'

/** What a room needs of the connection that it is seen over. */
export interface RoomOwner extends Insistence, Asker {
  readonly user: string
  readonly clock: Clock
  readonly isOnline: boolean
  /** Where drafts outlive the program. */
  readonly drafts: DraftStore
  /** Milliseconds since 1970, by the clock of the server. */
  serverDate(): number
  /** How many events a room keeps in memory. */
  readonly keep: number
  send(room: string, text: string, options: SendOptions): Promise<Sent>
  /** Tells that one types, where that can be said now. */
  tellTyping(room: string): void
  unsent(room: string): readonly Pending[]
  /** The server has this message of ours. */
  confirm(id: string, sent: Sent): void
  retry(id: string): Promise<Sent>
  discard(id: string): void
  /** Who people are. */
  readonly people: People
  changed(): void
  report(fault: unknown): void
}
