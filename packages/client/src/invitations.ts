/** Open invitations to a game, kept true by one's own stream. */
import type { EventFrame, Input, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { isEvent } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Followed, Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import { kept } from './stable.ts'
import type { Beginning } from './streams.ts'
import { uuid7 } from './uuid7.ts'

/** An invitation that waits for an answer: `from` whom, `to` whom, to join (`invite`), or asking to (`ask`). */
export type Invitation = Output<'invitation.list'>['invitations'][number]

const pageSize = 100
const isOwn = (on: string): boolean => on.startsWith('contacts/user/')

/** The invitations of one history, all of them as of one position, or later. */
interface Told {
  readonly head: number
  readonly invitations: readonly Invitation[]
}

/** Open invitations, of both directions. */
export class Invitations implements Model {
  /** @internal */
  readonly owner = 'contacts'
  /** Calls the listener when anything here changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when all are known. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #ready = deferred<void>()
  #all: ReadonlyMap<string, Invitation> = new Map()
  #received: readonly Invitation[] = []
  #sent: readonly Invitation[] = []
  #head = 0
  /** While they are read: the events since that was asked for. Another list with each reading. */
  #late: EventFrame[] | undefined

  /** @internal `invitationsOf` gives the one. */
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

  /** Those that wait for one's own answer. The same array until one comes or goes. */
  get received(): readonly Invitation[] {
    return this.#received
  }

  /** Those that one has sent. The same array until one comes or goes. */
  get sent(): readonly Invitation[] {
    return this.#sent
  }

  /** Invites somebody to play, by their id; with a `party` that one is in. Rejects as `parley.call` does. */
  send(
    user: string,
    more: Omit<Input<'invitation.send'>, 'invitation' | 'user'> = {},
  ): Promise<Output<'invitation.send'>> {
    return this.#owner.call('invitation.send', { ...more, user, invitation: this.#id() })
  }

  /** Asks somebody whether one may join them. Rejects as `parley.call` does. */
  ask(
    user: string,
    more: Omit<Input<'invitation.ask'>, 'invitation' | 'user'> = {},
  ): Promise<Output<'invitation.ask'>> {
    return this.#owner.call('invitation.ask', { ...more, user, invitation: this.#id() })
  }

  /** @internal */
  greet(_: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void {
    if ([...begun.keys()].some(isOwn)) void this.#read()
  }

  /** @internal */
  apply(event: EventFrame): void {
    if (!isOwn(event.on)) return
    this.#late?.push(event)
    this.#take(event)
  }

  /** @internal */
  signal(_: SignalFrame): void {}

  /** @internal */
  reset({ on }: ResetFrame): boolean {
    if (isOwn(on)) void this.#read()
    return true
  }

  #id(): string {
    return uuid7(this.#owner.clock.date())
  }

  async #read(): Promise<void> {
    const late: EventFrame[] = []
    this.#late = late
    const isWanted = () => this.#late === late
    const read = async () => {
      const told = await this.#readPages(isWanted)
      if (!told || !isWanted()) return
      this.#late = undefined
      this.#head = told.head
      this.#all = new Map(told.invitations.map((one) => [one.invitation, one]))
      for (const event of late) this.#take(event)
      this.#changed()
      this.#ready.resolve()
    }
    await insist(read, isWanted, this.#owner, () => false)
  }

  /** Where something has happened between two pages they are read again: there are few. */
  async #readPages(isWanted: () => boolean): Promise<Told | undefined> {
    while (isWanted()) {
      const pages: Output<'invitation.list'>[] = []
      for (let after: string | undefined = undefined, more = true; more; ) {
        const page: Output<'invitation.list'> = await this.#owner.call('invitation.list', {
          limit: pageSize,
          ...(after === undefined ? {} : { after }),
        })
        pages.push(page)
        after = page.next
        more = page.next !== undefined
      }
      const stands = new Set(pages.map(({ epoch, head }) => `${epoch} ${head}`))
      if (stands.size === 1)
        return { head: pages[0]?.head ?? 0, invitations: pages.flatMap(({ invitations }) => invitations) }
    }
    return undefined
  }

  #take(event: EventFrame): void {
    if (event.seq <= this.#head) return
    this.#head = event.seq
    if (!event.ev.startsWith('invitation.')) return
    const all = new Map(this.#all)
    const carried = isEvent(event, 'invitation.carried') && all.get(event.is.invitation)
    if (isEvent(event, 'invitation.sent')) all.set(event.is.invitation, event.is)
    else if (carried) all.set(carried.invitation, { ...carried, party: event.is.party as string })
    else all.delete(String(event.is.invitation))
    this.#all = all
    this.#changed()
  }

  #changed(): void {
    const own = this.#owner.user
    const all = [...this.#all.values()]
    this.#received = kept(
      this.#received,
      all.filter(({ to }) => to === own),
    )
    this.#sent = kept(
      this.#sent,
      all.filter(({ from }) => from === own),
    )
    this.#changes.note()
    this.#owner.changed()
  }
}

/** Open invitations to a game, of a client, which it hears of from the first time that this is called. Always the same object. */
export const invitationsOf: (parley: Parley) => Invitations = joinOnce((owner) => new Invitations(owner))
