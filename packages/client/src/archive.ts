/** The archive of all that is kept of oneself: asked for, watched while it is made, and taken along. */
import type { Input, Output, SignalBody, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { isSignal } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import { Topics } from './topics.ts'

/** How an archive stands (`state`), how far it is (`services` of `of`), and whether this session may have it (`here`). */
export type ArchiveState = NonNullable<Output<'archive.get'>['archive']>

/** One's archive, kept true while somebody looks at it. */
export class Archive implements Model {
  /** @internal */
  readonly owner = 'files'
  /** Calls the listener when it changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #topics: Topics<SignalBody<'archive.changed'>>
  #user = ''
  #state: ArchiveState | null | undefined

  /** @internal `archiveOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.#topics = new Topics(owner, 'files/archive/')
  }

  /** How it stands; null where there is none, nothing where that is not known yet. The same object until it changes. */
  get state(): ArchiveState | null | undefined {
    return this.#state
  }

  /** Looks at it until the function that it gives is called; `user` is one's own id. */
  watch(user: string): () => void {
    this.#user = user
    const end = this.#topics.watch([user])
    void insist(
      async () => this.#put((await this.#owner.call('archive.get', {})).archive ?? null),
      () => this.#topics.has(user),
      this.#owner,
    )
    return end
  }

  /** Asks for one, or for links to that which is there. Rejects as `parley.call` does. */
  async ask(proof: Input<'account.export'>): Promise<void> {
    this.#put(await this.#owner.call('account.export', proof))
    // A topic that was not there is looked at from now on.
    const { call } = this.#owner
    await call('topic.watch', { topics: [`files/archive/${this.#user}`] }).catch(() => {})
  }

  /** A path to it on the server's origin, which is good for a few minutes. Rejects as `parley.call` does. */
  async link(): Promise<string> {
    return (await this.#owner.call('archive.link', {})).link
  }

  /** Takes it away, or stops making it. */
  async remove(): Promise<void> {
    await this.#owner.call('archive.remove', {})
    if (this.#state) this.#put({ ...this.#state, state: 'over' })
  }

  /** @internal */
  greet(): void {
    this.#topics.greet()
  }

  /** @internal */
  apply(): void {}

  /** @internal */
  signal(signal: SignalFrame): void {
    if (!isSignal(signal, 'archive.changed') || !signal.on.endsWith(this.#user)) return
    if (this.#topics.take(this.#user, signal.is) && this.#state) this.#put({ ...this.#state, ...signal.is })
  }

  /** @internal Topics have no history. */
  reset(): boolean {
    return true
  }

  #put(state: ArchiveState | null): void {
    const known = this.#state
    this.#state = state && known && known.version > state.version ? { ...state, ...known } : state
    this.#changes.note()
    this.#owner.changed()
  }
}

/** The archive of a client's user. Always the same object. */
export const archiveOf: (parley: Parley) => Archive = joinOnce((owner) => new Archive(owner))
