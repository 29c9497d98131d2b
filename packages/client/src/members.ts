/**
 * Who is in a room: the pages that have been loaded, brought up to date by events. A page and the events around it may come
 * in any order.
 */
import type { EventFrame, Output } from '@parley/protocol'
import { isEvent } from './events.ts'
import type { People } from './people.ts'
import { kept } from './stable.ts'

/**
 * Somebody in a room: `user` (their id), `name`, `role` (`owner`, `admin` or `member`), and `joined`, the position of the event by
 * which they came in.
 */
export type Member = Output<'room.get'>['members'][number]

/** Members in the order in which they came, as they were when the room stood at `head`. */
export interface MembersPage {
  readonly head: number
  readonly member_count: number
  readonly members: readonly Member[]
  readonly more: boolean
}

const isSame = (one: Member, other: Member): boolean =>
  one.name === other.name && one.role === other.role && one.joined === other.joined

const inOrder = (one: Member, other: Member): number => one.joined - other.joined

/** Whether a page that tells of this stretch would tell of the member; who came after its head is not told there. */
const isBetween = ({ joined }: Member, after: number, last: number, head: number): boolean =>
  joined > after && joined <= last && joined <= head

export class Members {
  readonly #people: Pick<People, 'get'> | undefined
  readonly #byUser = new Map<string, Member>()
  #list: readonly Member[] = []
  #isStale = false
  #count = 0
  /** The position at which the count was true; none before the first page. */
  #countedAt = Number.POSITIVE_INFINITY
  #loadedTo = 0
  #isComplete = false
  /** What is held is of before a new beginning: shown until the first page comes. */
  #isOld = true

  /** `people` know better than an event what somebody is called now. */
  constructor(people?: Pick<People, 'get'>) {
    this.#people = people
  }

  /** Those of the pages loaded, and whoever has come since. The same array until something changes. */
  get all(): readonly Member[] {
    if (this.#isStale) this.#list = kept(this.#list, [...this.#byUser.values()].sort(inOrder))
    this.#isStale = false
    return this.#list
  }

  get count(): number {
    return this.#count
  }

  /** `joined` of the last member of the last page: the next page begins behind it. */
  get loadedTo(): number {
    return this.#loadedTo
  }

  get isComplete(): boolean {
    return this.#isComplete
  }

  get(user: string): Member | undefined {
    return this.#byUser.get(user)
  }

  /** The page behind the member who `joined` at `after`; `since` are the events known of that came after its `head`. */
  take(page: MembersPage, after: number, since: readonly EventFrame[]): void {
    const last = page.members.at(-1)?.joined ?? after
    const told = new Set(page.members.map(({ user }) => user))
    const isTold = (member: Member) => isBetween(member, after, page.more ? last : page.head, page.head)
    this.#forget((member) => !told.has(member.user) && (this.#isOld || isTold(member)))
    this.#isOld = false
    for (const member of page.members) this.#set(member)
    if (page.head >= this.#countedAt || this.#countedAt === Number.POSITIVE_INFINITY) {
      this.#count = page.member_count
      this.#countedAt = page.head
    }
    this.#loadedTo = Math.max(this.#loadedTo, last)
    this.#isComplete ||= !page.more
    for (const event of since) this.apply(event)
  }

  /** An event that the list already includes changes nothing once all events have been applied. */
  apply(event: EventFrame): void {
    if (isEvent(event, 'member.joined')) this.#set({ ...event.is, joined: event.seq })
    if (isEvent(event, 'member.left')) this.#delete(event.is.user)
    if (isEvent(event, 'role.changed')) this.#changeRole(event.is)
    this.#recount(event)
  }

  /** Whether they are among those loaded. */
  renamed(user: string): boolean {
    const member = this.#byUser.get(user)
    if (member) this.#set(member)
    return member !== undefined
  }

  /** What is loaded does not lead up to where the room stands now. */
  restart(): void {
    this.#loadedTo = 0
    this.#countedAt = Number.POSITIVE_INFINITY
    this.#isComplete = false
    this.#isOld = true
  }

  #forget(isGone: (member: Member) => boolean): void {
    for (const member of [...this.#byUser.values()]) if (isGone(member)) this.#delete(member.user)
  }

  /** Who is as before is the same object. */
  #set(told: Member): void {
    const member = { ...told, name: this.#people?.get(told.user)?.name ?? told.name }
    const before = this.#byUser.get(member.user)
    if (before && isSame(before, member)) return
    this.#byUser.set(member.user, member)
    this.#isStale = true
  }

  #delete(user: string): void {
    if (this.#byUser.delete(user)) this.#isStale = true
  }

  #changeRole({ user, role }: Pick<Member, 'user' | 'role'>): void {
    const member = this.#byUser.get(user)
    if (member) this.#set({ ...member, role })
  }

  #recount({ seq, ev }: EventFrame): void {
    if (seq <= this.#countedAt) return
    this.#countedAt = seq
    if (ev === 'member.joined') this.#count += 1
    if (ev === 'member.left') this.#count -= 1
  }
}
