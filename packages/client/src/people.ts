/** Who people are, by their ids: the one place from which names come. */
import type { Output } from '@parley/protocol'
import { Changes } from './changes.ts'
import { type Insistence, insist } from './insist.ts'

/** Somebody: `user` (their id), and `name`. */
export type Person = Output<'user.get'>['users'][number]

export interface PeopleOwner {
  readonly insistence: Insistence
  lookUp(users: string[]): Promise<readonly Person[]>
  report(fault: unknown): void
}

/** What one `user.get` takes. */
const mostAtOnce = 100

/** All that is known of people. Who is the same is the same object. */
export class People {
  /** Calls the listener when somebody has become known, or is called otherwise; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: PeopleOwner
  readonly #changes: Changes
  readonly #known = new Map<string, Person>()
  /** To be asked for in a moment. */
  readonly #wanted = new Set<string>()
  /** Asked for at some time, whether they are there or not. */
  readonly #asked = new Set<string>()

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

  /** Who has this id; nothing where they are not known (yet): `want` asks. */
  get(user: string): Person | undefined {
    return this.#known.get(user)
  }

  /** Has these people (ids) looked up where they are not known, those of one moment together, as often as it takes. */
  want(users: Iterable<string>): void {
    const wasEmpty = this.#wanted.size === 0
    for (const user of users) if (!this.#known.has(user) && !this.#asked.has(user)) this.#wanted.add(user)
    if (wasEmpty && this.#wanted.size > 0) queueMicrotask(() => this.#ask())
  }

  /** Takes in what an answer says of people, such as that of `user.search`. */
  learn(people: Iterable<Person>): void {
    for (const { user, name } of people) {
      if (this.#known.get(user)?.name === name) continue
      this.#known.set(user, { user, name })
      this.#changes.note()
    }
  }

  #ask(): void {
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    for (const user of wanted) this.#asked.add(user)
    for (let from = 0; from < wanted.length; from += mostAtOnce)
      void this.#lookUp(wanted.slice(from, from + mostAtOnce))
  }

  async #lookUp(users: string[]): Promise<void> {
    const look = async () => this.learn(await this.#owner.lookUp(users))
    await insist(look, () => true, this.#owner.insistence)
  }
}
