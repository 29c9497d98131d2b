/** What everybody tried, and was told, besides what their devices were shown. */
import type { Acknowledged, Client, Moved, Sight } from '../history/history.ts'
import type { Received } from './rights.ts'

export interface Room {
  readonly room: string
  readonly on: string
}

export interface Somebody {
  readonly name: string
  readonly user: string
}

/** A room that hangs on a message of another one. */
export interface Thread extends Room {
  /** The stream of that room, and where the message stands in it. */
  readonly within: string
  readonly root: number
  /** Of a private one: who follows it, or was ever let in. */
  readonly only: Set<string> | undefined
}

export interface Poll extends Room {
  readonly seq: number
}

export interface KnownSpace {
  readonly space: string
  readonly on: string
  /** Of an invitation that lets everybody in, as often as they come. */
  readonly code: string
  readonly rooms: Room[]
  readonly categories: string[]
  /** That of everyone first. */
  readonly roles: readonly number[]
}

/** A message that is to be sent later. */
export interface Planned {
  readonly user: string
  readonly on: string
  readonly id: string
  /** All that it was ever to say. */
  readonly texts: string[]
  /** The one that it is sure to say, or none where it is sure not to be sent; undefined where either may be. */
  surely: readonly [] | readonly [text: string] | undefined
}

/** To an invitation to a game. */
export type Answer = 'accepted' | 'declined' | 'cancelled'

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
  readonly threads: Thread[] = []
  readonly polls: Poll[] = []
  readonly planned: Planned[] = []
  space: KnownSpace | undefined
  /** Where some call the others, and all that they were told stands there. */
  board: Room | undefined
  readonly calls = new Map<number, string>()
  /** That somebody has tried to make. */
  readonly parties: string[] = []
  readonly cards: string[] = []
  /** What was wrong in answers, in words. */
  readonly mistold: string[] = []
  /** What was told in answers, and on connections that came for a look. */
  readonly received: Received[] = []
  readonly tried: string[] = []
  readonly acknowledged: (Acknowledged & Told)[] = []
  readonly moved: (Moved & Told)[] = []
  /** Accounts made on the way. */
  readonly newcomers: Somebody[] = []
  /** Clients that came for a look. */
  readonly visits = new Map<string, Visit>()

  /** Whom somebody surely hides: the server has said so, and nobody has asked it to show them since. */
  readonly #hidden = new Map<string, Set<string>>()
  /** Both where somebody has ever tried to hide the other. */
  readonly #everHidden = new Set<string>()
  readonly #answers = new Map<string, Answer>()
  /** By poll and user, the last vote that was surely taken, where none was tried since. */
  readonly votes = new Map<string, readonly number[]>()
  /** What is being changed right now: one at a time of each two people, or of a person and a poll, so that it is known what came of it. */
  readonly #changing = new Set<string>()

  /** Rooms that somebody has tried to delete. */
  readonly #deleted = new Set<string>()

  delete({ on }: Room): void {
    this.#deleted.add(on)
  }

  /** What was said there may be gone, or in a thread of it. */
  mayBeGone(on: string): boolean {
    return this.#deleted.has(on) || this.threads.some((thread) => thread.on === on && this.#deleted.has(thread.within))
  }

  /** Whether somebody may have hidden somebody else at any time. */
  hasHidden(user: string, author: string): boolean {
    return this.#everHidden.has(`${user} ${author}`)
  }

  /** Of all answers to an invitation one counts. */
  answer(invitation: string, answer: Answer): void {
    const before = this.#answers.get(invitation) ?? answer
    this.#answers.set(invitation, answer)
    if (before !== answer)
      this.mistold.push(`of invitation ${invitation} both ${before} and ${answer} are told to count`)
  }

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
    this.#everHidden.add(`${user} ${author}`)
    const hidden = this.#hidden.get(user) ?? new Set<string>()
    this.#hidden.set(user, hidden)
    await this.#once(`${user} ${author}`, () => carryOut(hidden))
  }

  async #once(key: string, carryOut: () => Promise<void>): Promise<void> {
    if (this.#changing.has(key)) return
    this.#changing.add(key)
    await carryOut().finally(() => this.#changing.delete(key))
  }

  /** As above. */
  async vote(user: string, { on, seq }: Poll, answers: readonly number[], cast: () => Promise<unknown>): Promise<void> {
    const key = `${on} ${seq} ${user}`
    await this.#once(key, async () => {
      this.votes.delete(key)
      if (await cast()) this.votes.set(key, answers)
    })
  }

  plan(user: string, on: string, id: string, text: string): Planned {
    const planned: Planned = { user, on, id, texts: [text], surely: undefined }
    this.planned.push(planned)
    return planned
  }

  /** `creator` where it is private. */
  addThread(room: string, within: string, root: number, creator: string | undefined): void {
    if (this.threads.some((known) => known.room === room)) return
    const only = creator === undefined ? undefined : new Set([creator])
    this.threads.push({ room, on: `chat/room/${room}`, within, root, only })
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
