/** The bank of the deployment, as answers and events change it. */
import type { EventFrame, Output } from '@parley/protocol'
import { deploymentBank } from './bank.inline.ts'
import { type BankState, bankTable, shownBank } from './bank-state.ts'
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import type { SpaceEmoji, SpaceSticker } from './space.ts'
import { kept } from './stable.ts'

const stream = `chat/bank/${deploymentBank}`

interface Known extends BankState {
  /** The position that it is of. */
  readonly head: number
}

const nothing: Known = { head: 0, emoji: [], stickers: [] }

const after = (known: Known, event: EventFrame): Known => {
  const change = Object.hasOwn(bankTable, event.ev) ? bankTable[event.ev as keyof typeof bankTable] : undefined
  return {
    ...((change as ((known: Known, event: unknown) => Known) | undefined)?.(known, event) ?? known),
    head: event.seq,
  }
}

/** What everybody of the deployment may use, in each room: kept true from the first time that `bankOf` is called. */
export class Bank implements Model {
  /** @internal */
  readonly owner = 'chat'
  /** In the place of the id of a space: for `emoji.set` and the like, and as the `room` of its pictures. */
  readonly id: string = deploymentBank
  /** Calls the listener when something in it changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when it is known; does not with a server that has none. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #ready = deferred<void>()
  #known = nothing
  /** Events since what is being asked for was asked. */
  #late: EventFrame[] = []
  #isReading = false
  /** Counts what makes an answer that is under way too old. */
  #asked = 0
  #emojiList: readonly SpaceEmoji[] = []
  #stickers: readonly SpaceSticker[] = []

  /** @internal `bankOf` gives the one. */
  constructor(owner: RoomsOwner, parley: Parley) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    // A server of before has none.
    parley.follow(stream).ready.then(
      () => this.#read(),
      () => {},
    )
    parley.on('reset', ({ on }) => {
      if (on === stream) void this.#read()
    })
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** Its emoji, by name: `room.react` takes the id of one in every room. The same array until something in it changes. */
  get emojiList(): readonly SpaceEmoji[] {
    return this.#emojiList
  }

  /** Its stickers, GIFs and sounds, by name. The same array until something in it changes. */
  get stickers(): readonly SpaceSticker[] {
    return this.#stickers
  }

  /** What an emoji of it is called, by its id; also one that was removed, unless that was long ago. */
  emojiName(emoji: string): string | undefined {
    return this.#known.emoji.find((one) => one.emoji === emoji)?.name
  }

  /** @internal It is followed by name: what was missed comes, or `reset` tells that it does not. */
  greet(): void {}

  /** @internal */
  apply(event: EventFrame): void {
    if (event.on !== stream) return
    if (this.#isReading) this.#late.push(event)
    if (event.seq > this.#known.head) this.#set(after(this.#known, event))
  }

  /** @internal */
  signal(): void {}

  /** @internal */
  reset(): boolean {
    return true
  }

  async #read(): Promise<void> {
    this.#asked += 1
    const asked = this.#asked
    const isWanted = () => asked === this.#asked
    this.#isReading = true
    const read = async () => {
      this.#late = []
      const told = await this.#readAll()
      if (isWanted()) this.#set(this.#late.filter(({ seq }) => seq > told.head).reduce(after, told))
    }
    const isRead = await insist(read, isWanted, this.#owner)
    if (isWanted()) this.#isReading = false
    if (isRead) this.#ready.resolve()
  }

  /** Its pages may be of different moments: what is told of the first one holds, and events after its head are applied to all. */
  async #readAll(): Promise<Known> {
    const pages: Output<'bank.get'>[] = []
    do {
      const next = pages.at(-1)?.next
      pages.push(await this.#owner.call('bank.get', next === undefined ? {} : { after: next }))
    } while (pages.at(-1)?.next !== undefined)
    return {
      head: (pages[0] as Output<'bank.get'>).head,
      emoji: pages.flatMap((page) => page.emoji_list ?? []),
      stickers: pages.flatMap((page) => page.sticker_list ?? []),
    }
  }

  #set(known: Known): void {
    this.#known = known
    const shown = shownBank(known)
    this.#emojiList = kept(this.#emojiList, shown.emoji)
    this.#stickers = kept(this.#stickers, shown.stickers)
    this.#changes.note()
    this.#owner.changed()
  }
}

/** The bank of the deployment, which a client hears of from the first time that this is called. Always the same object. */
export const bankOf: (parley: Parley) => Bank = joinOnce((owner, parley) => new Bank(owner, parley))
