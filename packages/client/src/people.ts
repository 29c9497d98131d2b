/** Who people are, by their ids: the one place from which names come. */
import type { Output } from '@parley/protocol'
import { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import { type Insistence, insist } from './insist.ts'

/** Somebody: `user` (their id), `name`, `profile`, which of what they tell of themselves is the latest, and the file of their `picture`. */
export type Person = Output<'user.get'>['users'][number]

export interface PeopleOwner {
  readonly clock: Clock
  readonly insistence: Insistence
  lookUp(users: string[]): Promise<readonly Person[]>
  /** Somebody is called otherwise than before. */
  renamed(person: Person): void
  report(fault: unknown): void
}

/** What one `user.get` takes. */
const mostAtOnce = 100
/** For so long somebody is taken to be called as was told last: of who is renamed one hears sooner, unless that is lost. */
const freshMs = 600_000

/** All that is known of people. Who is the same is the same object. */
export class People {
  /** Calls the listener when somebody has become known, or is called otherwise; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: PeopleOwner
  readonly #changes: Changes
  readonly #known = new Map<string, Person>()
  /** When they were told or asked for last, whether they are there or not; nothing of before this connection. */
  readonly #freshAt = new Map<string, number>()
  /** To be asked for in a moment. */
  readonly #wanted = new Set<string>()
  #round = 0

  /** @internal `parley.people` is the one. */
  constructor(owner: PeopleOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
  }

  /** A number that grows with each change. */
  get version(): number {
    return this.#changes.version
  }

  /** A number that grows with each connection: `want` looks up then, too, who was known before. */
  get round(): number {
    return this.#round
  }

  /** Who has this id; nothing where they are not known (yet): `want` asks. */
  get(user: string): Person | undefined {
    return this.#known.get(user)
  }

  /**
   * Has these people (ids) looked up where they are not known, or may have been called otherwise for long: those of one moment
   * together, as often as it takes.
   */
  want(users: Iterable<string>): void {
    const wasEmpty = this.#wanted.size === 0
    const since = this.#owner.clock.now() - freshMs
    for (const user of users) if ((this.#freshAt.get(user) ?? since) <= since) this.#wanted.add(user)
    if (wasEmpty && this.#wanted.size > 0) queueMicrotask(() => this.#ask())
  }

  /** Takes in what an answer says of people, such as that of `user.search`. */
  learn(people: Iterable<Person>): void {
    for (const told of people) {
      const { user, name } = told
      const before = this.#known.get(user)
      // Lists of members say how somebody is called, and not how they look: that is asked for where it is wanted.
      if (told.profile) this.#freshAt.set(user, this.#owner.clock.now())
      const { profile, picture } = (told.profile ? told : before) ?? {}
      if (before?.name === name && before.profile === profile && before.picture === picture) continue
      const person = { user, name, ...(profile && { profile }), ...(picture && { picture }) }
      this.#known.set(user, person)
      this.#changes.note()
      if (before) this.#owner.renamed(person)
    }
  }

  /** @internal There is another connection: what was told between the two is lost. */
  outdate(): void {
    this.#freshAt.clear()
    this.#round += 1
    this.#changes.note()
  }

  #ask(): void {
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    for (const user of wanted) this.#freshAt.set(user, this.#owner.clock.now())
    for (let from = 0; from < wanted.length; from += mostAtOnce)
      void this.#lookUp(wanted.slice(from, from + mostAtOnce))
  }

  async #lookUp(users: string[]): Promise<void> {
    const look = async () => this.learn(await this.#owner.lookUp(users))
    await insist(look, () => true, this.#owner.insistence)
  }
}
