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

  /** Whom somebody surely hides: the server has said so, and nobody has asked it to show them since. */
  readonly #hidden = new Map<string, Set<string>>()
  /** What is being hidden or shown right now: one at a time of each two people, so that it is known what came of it. */
  readonly #changing = new Set<string>()

  hiddenBy(user: string): ReadonlySet<string> {
    return new Set(this.#hidden.get(user))
  }

  /** `change` is asked of the server; undefined where that is under way already. */
  async hide(user: string, author: string, change: () => Promise<unknown>): Promise<void> {
    await this.#change(user, author, async (hidden) => {
      if (await change()) hidden.add(author)
    })
  }

  async show(user: string, author: string, change: () => Promise<unknown>): Promise<void> {
    await this.#change(user, author, async (hidden) => {
      hidden.delete(author)
      await change()
    })
  }

  async #change(user: string, author: string, carryOut: (hidden: Set<string>) => Promise<void>): Promise<void> {
    const key = `${user} ${author}`
    if (this.#changing.has(key)) return
    this.#changing.add(key)
    const hidden = this.#hidden.get(user) ?? new Set<string>()
    this.#hidden.set(user, hidden)
    await carryOut(hidden).finally(() => this.#changing.delete(key))
  }

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
    this.confirm(on, seq, text)
    this.move(user, on, seq)
  }

  /** As above, of what moves no cursor: an edit. */
  confirm(on: string, seq: number, text: string): void {
    this.acknowledged.push({ on, seq, id: text, told: Date.now() })
  }

  move(user: string, on: string, read: number): void {
    this.moved.push({ user, on, read, told: Date.now() })
  }

  addVisit(by: string, user: string, sights: ReadonlyMap<number, readonly Sight[]>): void {
    this.visits.set(`${by}, visit ${this.visits.size}`, { user, sights, stayed: false })
  }
}
