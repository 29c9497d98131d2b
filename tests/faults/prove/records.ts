/** What everybody tried, and was told, besides what their devices were shown. */
import type { Acknowledged, Client, Moved, Sight } from '../history/history.ts'

export interface Room {
  readonly room: string
  readonly on: string
}

export interface Somebody {
  readonly name: string
  readonly user: string
}

/** When it was told, by `Date.now()`. */
export interface Told {
  readonly told: number
}

/** Of a visit: what it was shown, by epochs. */
export interface Visit extends Omit<Client, 'sights'> {
  readonly sights: ReadonlyMap<number, readonly Sight[]>
}

export class Records {
  readonly rooms: Room[] = []
  readonly tried: string[] = []
  readonly acknowledged: (Acknowledged & Told)[] = []
  readonly moved: (Moved & Told)[] = []
  /** Accounts made on the way. */
  readonly newcomers: Somebody[] = []
  /** Clients that came for a look. */
  readonly visits = new Map<string, Visit>()

  addRoom(room: string): void {
    if (!this.rooms.some((known) => known.room === room)) this.rooms.push({ room, on: `chat/room/${room}` })
  }

  /** Every message says something else, so that its text tells one from another. */
  newText(by: string): string {
    const text = `${by} #${this.tried.length}`
    this.tried.push(text)
    return text
  }

  /** Who writes has read: the answer to a message also tells how far. */
  acknowledge(user: string, on: string, seq: number, text: string): void {
    this.acknowledged.push({ on, seq, id: text, told: Date.now() })
    this.move(user, on, seq)
  }

  move(user: string, on: string, read: number): void {
    this.moved.push({ user, on, read, told: Date.now() })
  }

  addVisit(by: string, user: string, sights: ReadonlyMap<number, readonly Sight[]>): void {
    this.visits.set(`${by}, visit ${this.visits.size}`, { user, sights, stayed: false })
  }
}
