/** The parties that one is in, kept true by the stream of each. */
import type { EventFrame, Input, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { isEvent } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Followed, Model } from './model.ts'
import type { Parley } from './parley.ts'
import { type PartyState, partyAfter } from './party-state.ts'
import type { RoomsOwner } from './rooms.ts'
import type { Beginning } from './streams.ts'
import { uuid7 } from './uuid7.ts'

const before = 'contacts/party/'
const streamOf = (party: string): string => before + party
const idOf = (on: string): string => on.slice(before.length)
const partiesIn = (streams: readonly string[]): string[] => streams.filter((on) => on.startsWith(before)).map(idOf)

/** A party as it was told, and up to where. */
interface Known {
  readonly head: number
  readonly state: PartyState
}

/** The parties that one is in: one of each game at most. */
export class Parties implements Model {
  /** @internal */
  readonly owner = 'contacts'
  /** Calls the listener when anything here changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when those that one was in at first are known. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #ready = deferred<void>()
  /** While a party is read: its events since that was asked for. Another list with each reading. */
  readonly #late = new Map<string, EventFrame[]>()
  #known: ReadonlyMap<string, Known> = new Map()

  /** @internal `partiesOf` gives the one. `followed` are the streams that are followed already; not given where hello is still to come. */
  constructor(owner: RoomsOwner, followed?: readonly string[]) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    if (followed) void this.#begin(partiesIn(followed))
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** Those that one is in. */
  get all(): readonly PartyState[] {
    return [...this.#known.values()].map(({ state }) => state)
  }

  /** A party that one is in, by its id. The same object until it changes. */
  get(party: string): PartyState | undefined {
    return this.#known.get(party)?.state
  }

  /** The party of a game that one is in; without a name that of a deployment with one alone. */
  of(game?: string): PartyState | undefined {
    return this.all.find((party) => party.game === game)
  }

  /** Makes a party, which one leads. Rejects as `parley.call` does. */
  async create(settings: Omit<Input<'party.create'>, 'party'> = {}): Promise<PartyState> {
    const party = uuid7(this.#owner.clock.date())
    return this.#take(await this.#owner.call('party.create', { ...settings, party }))
  }

  /**
   * Comes into a party, by its id or by its code. Rejects as `parley.call` does. All else is done by `parley.call`: `party.leave`,
   * `party.ready`, `party.search`, and so on.
   */
  async join(by: Input<'party.join'>): Promise<PartyState> {
    return this.#take(await this.#owner.call('party.join', by))
  }

  /** @internal */
  greet(followed: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void {
    const parties = new Set(partiesIn(followed.map(({ on }) => on)))
    for (const party of this.#known.keys()) if (!parties.has(party)) this.#drop(party)
    void this.#begin([...parties].filter((party) => !this.#known.has(party) || begun.has(streamOf(party))))
  }

  /** @internal */
  apply(event: EventFrame): void {
    if (isEvent(event, 'party.entered') && !this.#known.has(event.is.party)) void this.#read(event.is.party)
    if (!event.on.startsWith(before)) return
    const party = idOf(event.on)
    this.#late.get(party)?.push(event)
    const known = this.#known.get(party)
    if (known) this.#put(party, this.#after(known, event))
  }

  /** @internal */
  signal(_: SignalFrame): void {}

  /** @internal */
  reset({ on }: ResetFrame): boolean {
    if (on.startsWith(before)) void this.#read(idOf(on))
    return true
  }

  async #begin(parties: readonly string[]): Promise<void> {
    await Promise.all(parties.map((party) => this.#read(party)))
    this.#ready.resolve()
  }

  async #read(party: string): Promise<void> {
    const late: EventFrame[] = []
    this.#late.set(party, late)
    const isWanted = () => this.#late.get(party) === late
    const read = async () => {
      const told = await this.#owner.call('party.get', { party })
      if (isWanted()) this.#take(told)
    }
    const isKnown = await insist(read, isWanted, this.#owner)
    if (!isWanted()) return
    this.#late.delete(party)
    if (!isKnown) this.#drop(party)
  }

  #take({ on: _on, epoch: _epoch, head, ...state }: Output<'party.get'>): PartyState {
    const { party } = state
    const known = this.#late.has(party) ? undefined : this.#known.get(party)
    if (known && known.head >= head) return known.state
    const late = this.#late.get(party) ?? []
    this.#put(
      party,
      late.reduce<Known | undefined>((now, event) => now && this.#after(now, event), { head, state }),
    )
    return state
  }

  /** Nothing where one is no longer in it. */
  #after({ head, state }: Known, event: EventFrame): Known | undefined {
    if (event.seq <= head) return { head, state }
    const isOut = isEvent(event, 'party.left') && event.is.user === this.#owner.user
    if (isOut || isEvent(event, 'party.disbanded')) return undefined
    return { head: event.seq, state: partyAfter(state, event) }
  }

  #put(party: string, known: Known | undefined): void {
    if (!known) this.#drop(party)
    else {
      this.#known = new Map(this.#known).set(party, known)
      this.#changed()
    }
  }

  #drop(party: string): void {
    this.#late.delete(party)
    const known = new Map(this.#known)
    if (!known.delete(party)) return
    this.#known = known
    this.#changed()
  }

  #changed(): void {
    this.#changes.note()
    this.#owner.changed()
  }
}

/** The parties that one is in, of a client. Always the same object. */
export const partiesOf: (parley: Parley) => Parties = joinOnce(
  (owner, parley) => new Parties(owner, parley.state === 'online' ? Object.keys(parley.positions) : undefined),
)
