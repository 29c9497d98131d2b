/** Cards in rooms: invitations to a game for all who see the room. Those that one looks at are kept true. */
import type { Input, Output, SignalBody, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { isSignal } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import { Topics } from './topics.ts'
import { uuid7 } from './uuid7.ts'

/** A card: who invites (`from`) whom (`room`), how many may accept it (`places`) and have (`taken`), and how it stands (`state`). */
export type Card = Output<'card.get'>

const before = 'contacts/card/'

/** Cards, of those that somebody looks at. */
export class Cards implements Model {
  /** @internal */
  readonly owner = 'contacts'
  /** Calls the listener when any card changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #topics: Topics<SignalBody<'card.changed'>>
  readonly #known = new Map<string, Card>()

  /** @internal `cardsOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.#topics = new Topics(owner, before)
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** A card by its id; nothing where nobody looks at it, it is not known yet, or not for one. The same object until it changes. */
  get(card: string): Card | undefined {
    return this.#topics.has(card) ? this.#known.get(card) : undefined
  }

  /** Looks at a card, by its id, until the function that it gives is called, over every new connection. */
  watch(card: string): () => void {
    const isNew = !this.#topics.has(card)
    const end = this.#topics.watch([card])
    if (isNew) {
      this.#known.delete(card)
      void this.#read(card)
    }
    return end
  }

  /** Invites all who are in a room, and shows it there by a message. Rejects as `parley.call` does; the id of the card. */
  async create(room: string, text: string, more: Omit<Input<'card.create'>, 'card' | 'room'> = {}): Promise<string> {
    const [card, id] = [uuid7(this.#owner.clock.date()), uuid7(this.#owner.clock.date())]
    await this.#owner.call('card.create', { ...more, card, room })
    await this.#owner.call('message.send', { room, id, text, card })
    return card
  }

  /** Takes a place. Rejects as `parley.call` does; `card.cancel` takes one back. */
  async accept(card: string): Promise<Output<'card.accept'>> {
    const told = await this.#owner.call('card.accept', { card })
    const known = this.#known.get(card)
    if (known) this.#put({ ...known, ...told, accepted: true })
    return told
  }

  /** @internal */
  greet(): void {
    this.#topics.greet()
  }

  /** @internal */
  apply(): void {}

  /** @internal */
  signal(signal: SignalFrame): void {
    if (!isSignal(signal, 'card.changed')) return
    const card = signal.on.slice(before.length)
    const known = this.#known.get(card)
    if (this.#topics.take(card, signal.is) && known) this.#put({ ...known, ...signal.is })
  }

  /** @internal Topics have no history. */
  reset(): boolean {
    return true
  }

  async #read(card: string): Promise<void> {
    await insist(
      async () => {
        const told = await this.#owner.call('card.get', { card })
        const now = this.#topics.get(card)
        this.#put(now && now.version > told.version ? { ...told, ...now } : told)
      },
      () => this.#topics.has(card),
      this.#owner,
    )
    if (!this.#topics.has(card)) this.#known.delete(card)
  }

  #put(card: Card): void {
    this.#known.set(card.card, card)
    this.#changes.note()
    this.#owner.changed()
  }
}

/** Cards, of a client. Always the same object. */
export const cardsOf: (parley: Parley) => Cards = joinOnce((owner) => new Cards(owner))
