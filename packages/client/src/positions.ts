/** How far the events of streams have come, kept so that a later program can go on from there. */
import type { EventFrame } from '@parley/protocol'
import type { Clock } from './clock.ts'
import { wholeEvent } from './events.ts'
import { wordsOf } from './faults.ts'
import type { Parley } from './parley.ts'
import { parleyError } from './parley-error.ts'
import type { Position } from './streams.ts'
import { streamName } from './table.inline.ts'

/** How far the events of each stream have come, by the names of streams. Plain data: it can be kept as JSON. */
export type Positions = Readonly<Record<string, Position>>

/** Where positions outlive the program. */
export interface PositionStore {
  /** Asked for once, before the first connection. What cannot be read ends it with SETUP_FAULT; the first time, `{}`. */
  load(): Promise<Positions>
  /** Keeps these in place of those before; called a second after handlers have run, and at `close`. */
  save(positions: Positions): Promise<void>
}

const name = new RegExp(streamName)

const isStore = (given: object): given is PositionStore => 'load' in given && typeof given.load === 'function'

const isCount = (given: unknown): boolean => Number.isSafeInteger(given) && (given as number) >= 0

const isPosition = (given: unknown): given is Position => {
  const { epoch, seq } = (given ?? {}) as Partial<Position>
  return isCount(epoch) && isCount(seq)
}

/** What is wrong with them, in words. Nothing is left out quietly: its events would be missed. */
export const faultOfPositions = (given: Positions | PositionStore = {}): string | undefined => {
  if (typeof given !== 'object' || given === null)
    return '`positions` is to be what `parley.positions` gave, or a store'
  if (isStore(given)) return undefined
  const wrong = Object.entries(given).find(([on, position]) => !name.test(on) || !isPosition(position))
  return wrong && `\`positions\` holds what is no position: ${JSON.stringify(wrong).slice(0, 200)}`
}

export interface KeeperOwner {
  readonly clock: Clock
  readonly report: (fault: unknown) => void
  /** Those of now. */
  positions(): Positions
  /** To go on from. */
  begin(positions: Positions): void
}

/** So much of what was told is told again, should the program die. */
const saveEveryMs = 1_000

/** Reads positions from a store before the first connection, and writes them as they move on. */
export class PositionKeeper {
  readonly #owner: KeeperOwner
  readonly #store: PositionStore | undefined
  /** Rejects with SETUP_FAULT: to go on without would be to miss what came since. */
  readonly loaded: Promise<void>
  #isLoaded = false
  #isChanged = false
  #saving: Promise<void> | undefined
  #stopTimer: (() => void) | undefined

  constructor(given: Positions | PositionStore, owner: KeeperOwner) {
    this.#owner = owner
    this.#store = isStore(given) ? given : undefined
    if (!isStore(given)) owner.begin(given)
    this.loaded = this.#load()
    this.loaded.catch(() => {}) // the connection asks for it, and ends by it
  }

  changed(): void {
    if (!this.#store) return
    this.#isChanged = true
    this.#stopTimer ??= this.#owner.clock.after(saveEveryMs, () => void this.#save())
  }

  /** What has not been written yet is written. */
  async close(): Promise<void> {
    this.#stopTimer?.()
    await this.#saving
    await this.#save()
  }

  async #load(): Promise<void> {
    if (!this.#store) return
    const stored = await this.#store.load().catch((fault) => this.#cannotGoOn(wordsOf(fault), fault))
    const fault = faultOfPositions(stored)
    if (fault !== undefined) this.#cannotGoOn(fault)
    this.#owner.begin(stored)
    this.#isLoaded = true
  }

  #cannotGoOn(why: string, cause?: unknown): never {
    throw parleyError('SETUP_FAULT', { why: `the store of positions: ${why}` }, cause)
  }

  async #save(): Promise<void> {
    this.#stopTimer = undefined
    if (!this.#store || !this.#isLoaded || !this.#isChanged) return
    this.#isChanged = false
    const before = this.#saving
    this.#saving = this.#write(before)
    await this.#saving
  }

  async #write(before: Promise<void> | undefined): Promise<void> {
    await before
    await this.#store?.save(this.#owner.positions()).catch((fault) => {
      this.#isChanged = true
      this.#owner.report(fault)
    })
  }
}

/**
 * The events of a room (by its id) after a position, oldest first, read page by page: for whoever was reset and wants to
 * have seen everything. Those that are no longer held are left out. Rejects as `call` does.
 */
export async function* eventsAfter(
  parley: Pick<Parley, 'call'>,
  room: string,
  seq: number,
): AsyncGenerator<EventFrame> {
  for (let after = seq, more = true; more; ) {
    const page = await parley.call('room.history', { room, after, limit: 200 })
    yield* page.events.map(wholeEvent)
    after = page.events.at(-1)?.seq ?? after
    more = page.more && page.events.length > 0
  }
}
