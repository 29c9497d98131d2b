/** Who is in a room, as far as it has been loaded, and one's own role in it. */
import type { EventFrame, Output } from '@parley/protocol'
import { isEvent } from './events.ts'
import { type Member, Members, type MembersPage } from './members.ts'
import type { Questions } from './questions.ts'
import type { RoomOwner } from './room-owner.ts'

type Role = Output<'room.get'>['role']

export interface RosterParts {
  readonly room: string
  readonly owner: Pick<RoomOwner, 'user' | 'people'>
  readonly questions: Questions
  /** The events known of that came after a position. */
  since(seq: number): readonly EventFrame[]
}

export class Roster {
  readonly #parts: RosterParts
  readonly #members: Members
  #role: Role
  #loading: Promise<boolean> | undefined

  constructor(role: Role, parts: RosterParts) {
    this.#role = role
    this.#parts = parts
    this.#members = new Members(parts.owner.people)
  }

  get role(): Role {
    return this.#role
  }

  get all(): readonly Member[] {
    return this.#members.all
  }

  get count(): number {
    return this.#members.count
  }

  /** Whether that is news, as of everything that may tell so here. */
  setRole(role: Role): boolean {
    const isNews = role !== this.#role
    this.#role = role
    return isNews
  }

  /** One page at a time; who asks during one gets that one. */
  load(taken: () => void): Promise<boolean> {
    this.#loading ??= this.#load(taken).finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  take(page: MembersPage, after: number): boolean {
    const { owner, since } = this.#parts
    const { all, count } = this.#members
    owner.people.learn(page.members)
    this.#members.take(page, after, since(page.head))
    const isNews = this.setRole(this.#members.get(owner.user)?.role ?? this.#role)
    return isNews || all !== this.#members.all || count !== this.#members.count
  }

  apply(event: EventFrame): void {
    const { user, people } = this.#parts.owner
    // It is what they were called then.
    if (isEvent(event, 'member.joined') && !people.get(event.is.user)) people.learn([event.is])
    this.#members.apply(event)
    if (isEvent(event, 'role.changed') && event.is.user === user) this.#role = event.is.role
  }

  /** Somebody is called otherwise. Whether they are in it. */
  renamed(user: string): boolean {
    return this.#members.renamed(user)
  }

  restart(): void {
    this.#members.restart()
  }

  async #load(taken: () => void): Promise<boolean> {
    const { room, questions } = this.#parts
    let after = 0
    const page = await questions.ask('member.list', () => {
      after = this.#members.loadedTo
      return this.#members.isComplete ? undefined : { room, after }
    })
    if (page && this.take(page, after)) taken()
    return page?.more ?? false
  }
}
