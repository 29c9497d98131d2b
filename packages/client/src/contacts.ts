/**
 * `@parley/client/contacts`: how one stands with others, and plays with them. It is loaded by who shows that, and by nobody else.
 */
import type { EventFrame, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { isEvent } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Followed, Model } from './model.ts'
import type { Parley } from './parley.ts'
import { type Relation, related, userOf } from './relations.ts'
import type { RoomsOwner } from './rooms.ts'
import { kept } from './stable.ts'
import type { Beginning } from './streams.ts'
import { uuid7 } from './uuid7.ts'

export { type Card, Cards, cardsOf } from './cards.ts'
export { type Invitation, Invitations, invitationsOf } from './invitations.ts'
export { Parties, partiesOf } from './parties.ts'
export type { PartyState } from './party-state.ts'
export type { Relation } from './relations.ts'

/** Who may contact one (`contact`), and add one to groups (`groups`): `everyone`, `contacts_of_contacts`, `contacts`, `nobody`. */
export type Privacy = Omit<Output<'privacy.get'>, 'epoch' | 'head'>

/** Of whom a list is. */
export type RelationKind = 'contact' | 'sent' | 'received' | 'blocked' | 'restricted'

const pageSize = 500
/** What is about a party goes another way. */
const isOwn = (on: string): boolean => on.startsWith('contacts/user/')
/** Behind every id. */
const behindIds = '~'

/** Those up to an id, as they stood at a position of one's own stream. */
interface Page {
  readonly upTo: string
  readonly head: number
  readonly epoch: number
  readonly people: readonly Relation[]
}

const isOf = (kind: RelationKind, { stands, blocked, restricted }: Relation): boolean =>
  kind === stands || (kind === 'blocked' && blocked === true) || (kind === 'restricted' && restricted === true)

/** How one stands with others, kept true. */
export class Contacts implements Model {
  /** @internal */
  readonly owner = 'contacts'
  /** Calls the listener when anything here changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when everybody is known. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #ready = deferred<void>()
  readonly #lists = new Map<RelationKind, readonly Relation[]>()
  #all: ReadonlyMap<string, Relation> = new Map()
  #pages: readonly Page[] = []
  #privacy: Output<'privacy.get'> | undefined
  /** While there is something to be read: the events since that was asked for. Another list with each reading. */
  #late: EventFrame[] | undefined

  /** @internal `contactsOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    void this.#read()
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** Everybody with whom one stands in some way, by their ids. Another map after each change, and of who stands as before the same object. */
  get all(): ReadonlyMap<string, Relation> {
    return this.#all
  }

  /** How one stands with somebody, by their id; nothing where they are a stranger, and before `ready`. */
  get(user: string): Relation | undefined {
    return this.#all.get(user)
  }

  /** Those of one kind, by id. The same array until one of them changes. Who they are is told by `parley.people`. */
  of(kind: RelationKind): readonly Relation[] {
    const now = [...this.#all.values()]
      .filter((one) => isOf(kind, one))
      .sort((one, other) => (one.user < other.user ? -1 : 1))
    const list = kept(this.#lists.get(kind) ?? [], now)
    this.#lists.set(kind, list)
    return list
  }

  /** Who may contact one, and add one to groups; nothing before `ready`. The same object until that changes. */
  get privacy(): Privacy | undefined {
    return this.#privacy
  }

  /**
   * Asks somebody to be a contact, by their id; `contact` in `stands` where they have asked too. Rejects as `parley.call` does. All else is
   * done by `parley.call`: `contact.accept`, `block.add`, `privacy.set`, and so on.
   */
  request(user: string, note?: string): Promise<Output<'contact.request'>> {
    const id = uuid7(this.#owner.clock.date())
    return this.#owner.call('contact.request', { user, id, ...(note ? { note } : {}) })
  }

  /** @internal */
  greet(_: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void {
    if ([...begun.keys()].some(isOwn)) void this.#read()
  }

  /** @internal */
  apply(event: EventFrame): void {
    if (!isOwn(event.on)) return
    this.#late?.push(event)
    if (this.#pages.length > 0) this.#take(event)
  }

  /** @internal */
  signal(_: SignalFrame): void {}

  /** @internal */
  reset({ on }: ResetFrame): boolean {
    if (isOwn(on)) void this.#read()
    return true
  }

  async #read(): Promise<void> {
    const late: EventFrame[] = []
    this.#late = late
    const isWanted = () => this.#late === late
    const read = async () => {
      const pages = await this.#readPages()
      const privacy = await this.#owner.call('privacy.get', {})
      if (isWanted()) this.#begin(pages, privacy, late)
    }
    await insist(read, isWanted, this.#owner, () => false)
  }

  /** All of one history: where the server has gone over to another one meanwhile, they are read anew. */
  async #readPages(): Promise<Page[]> {
    for (;;) {
      const pages: Page[] = []
      for (let after: string | undefined = undefined, more = true; more; ) {
        const page: Output<'contact.list'> = await this.#owner.call('contact.list', {
          limit: pageSize,
          ...(after === undefined ? {} : { after }),
        })
        pages.push({ ...page, upTo: page.next ?? behindIds })
        after = page.next
        more = page.next !== undefined
      }
      if (new Set(pages.map(({ epoch }) => epoch)).size === 1) return pages
    }
  }

  #begin(pages: readonly Page[], privacy: Output<'privacy.get'>, late: readonly EventFrame[]): void {
    this.#pages = pages
    this.#privacy = privacy
    this.#all = new Map(pages.flatMap(({ people }) => people.map((one) => [one.user, one])))
    for (const event of late) this.#take(event)
    this.#late = undefined
    this.#changed()
    this.#ready.resolve()
  }

  /** Each page knows of events up to its own head. */
  #isNewTo(user: string, { seq }: EventFrame): boolean {
    return seq > (this.#pages.find(({ upTo }) => user <= upTo)?.head ?? 0)
  }

  #take(event: EventFrame): void {
    if (isEvent(event, 'privacy.changed')) {
      if (this.#privacy && event.seq > this.#privacy.head) this.#privacy = { ...this.#privacy, ...event.is }
    } else this.#relate(event)
    this.#changed()
  }

  #relate(event: EventFrame): void {
    const user = userOf(event)
    const all = new Map(this.#all)
    for (const one of user === undefined ? this.#all.keys() : [user]) {
      if (!this.#isNewTo(one, event)) continue
      const relation = related(one, all.get(one), event, this.#owner.user)
      if (relation) all.set(one, relation)
      else all.delete(one)
    }
    this.#all = all
  }

  #changed(): void {
    this.#changes.note()
    this.#owner.changed()
  }
}

/** How one stands with others, of a client, which it hears of from the first time that this is called. Always the same object. */
export const contactsOf: (parley: Parley) => Contacts = joinOnce((owner) => new Contacts(owner))
