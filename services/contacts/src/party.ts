/** A party as somebody acts in it: behind the lock of its stream, and of those of the people whom it is about. */
import { type EventBody, type EventOn, fail } from '@parley/protocol'
import { type LockedStream, type LockedStreams, type Placed, streamName, type Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'
import { checkOutcome, type Entry, heirOf, judgeEntry, type Way } from './party-rules.ts'
import { endParty, findParty, type PartyRow, putParty } from './store/parties.ts'
import {
  deleteMember,
  deleteRequest,
  insertMember,
  insertRequest,
  listMembers,
  listRequests,
  type MemberRow,
  placesOf,
  putMembers,
} from './store/party-members.ts'
import { readPair } from './store/relations.ts'

type Ev = EventOn<'contacts/party'>
type Left = EventBody<'party.left'>['why']

interface Means {
  readonly tx: Transaction
  readonly streams: LockedStreams
  /** Who acts; null where time does. */
  readonly by: string | null
}

export class Party {
  readonly tx: Transaction
  readonly stream: LockedStream<'contacts/party'>
  readonly #streams: LockedStreams
  readonly #by: string | null
  readonly #begin: number
  #row: PartyRow
  #members: readonly MemberRow[]
  #requests: readonly string[]
  #isOver = false

  constructor({ tx, streams, by }: Means, row: PartyRow, members: readonly MemberRow[], requests: readonly string[]) {
    this.tx = tx
    this.stream = streams.of('contacts/party', row.id)
    this.#streams = streams
    this.#by = by
    this.#begin = this.stream.head
    this.#row = row
    this.#members = members
    this.#requests = requests
  }

  get row(): PartyRow {
    return this.#row
  }

  get members(): readonly MemberRow[] {
    return this.#members
  }

  get requests(): readonly string[] {
    return this.#requests
  }

  member(person: string): MemberRow | undefined {
    return this.#members.find((member) => member.person === person)
  }

  tell<E extends Ev>(ev: E, body: EventBody<E>, by = this.#by): Placed {
    return this.tx.emit(this.stream, ev, by, body)
  }

  /** Written down at the end. */
  set(change: Partial<PartyRow>): void {
    this.#row = { ...this.#row, ...change }
  }

  /** Whether they may come in that way. The stream of theirs has to be locked. */
  async judge(person: string, way: Way, partiesMost: number): Promise<Entry> {
    const { leader, game, most } = this.#row
    const [mine, theirs] = await readPair(this.tx, person, leader)
    const { count, same } = await placesOf(this.tx, person, game)
    return judgeEntry({
      way,
      isIn: this.member(person) !== undefined,
      isBlocked: mine.blocked || theirs.blocked,
      party: this.#row,
      members: { count: this.#members.length, most },
      isElsewhere: same,
      parties: { count, most: partiesMost },
    })
  }

  /** In the order of what is told: they see the event by which they came. */
  async enter(person: string): Promise<void> {
    const { id, game } = this.#row
    if (this.#requests.includes(person)) await this.#forget(person)
    const { seq: joined } = this.tell('party.joined', { user: person })
    const member = { person, joined, away: false, asked: false, ready: null }
    await insertMember(this.tx, id, game, person, joined)
    this.#members = [...this.#members, member]
    this.tx.emit(this.#streams.of('contacts/user', person), 'party.entered', this.#by, {
      party: id,
      ...(game ? { game } : {}),
      on: streamName('contacts/party', id),
      epoch: this.tx.epoch,
      head: this.stream.head,
      floor: this.stream.floor,
    })
  }

  async ask(person: string): Promise<void> {
    await insertRequest(this.tx, this.#row.id, person)
    this.#requests = [...this.#requests, person]
    this.tell('party.requested', { user: person })
  }

  /** Who asked does not come in, and is told so where another decides it; the stream of theirs has to be locked then. */
  async dismiss(person: string): Promise<void> {
    if (!this.#requests.includes(person)) return
    await this.#forget(person)
    this.tell('party.dismissed', { user: person })
    if (person !== this.#by) tellRefused(this.tx, this.#streams, person, this.#row.id, this.#by)
  }

  async #forget(person: string): Promise<void> {
    await deleteRequest(this.tx, this.#row.id, person)
    this.#requests = this.#requests.filter((one) => one !== person)
  }

  /** With the last one, and where nobody leads it any more, it ends. */
  async leave(person: string, why: Left): Promise<void> {
    await deleteMember(this.tx, this.#row.id, person)
    this.#members = this.#members.filter((member) => member.person !== person)
    this.tell('party.left', { user: person, why })
    const heir = this.#row.leader === person ? heirOf(this.#row, this.#members) : this.#row.leader
    if (heir === undefined || this.#members.length === 0) return this.end()
    if (heir !== this.#row.leader) this.lead(heir)
    await this.settleCheck()
  }

  lead(person: string): void {
    this.set({ leader: person })
    this.tell('party.led', { user: person })
  }

  async end(): Promise<void> {
    this.tell('party.disbanded', {})
    await endParty(this.tx, this.#row.id)
    this.#isOver = true
  }

  async mark(people: readonly string[], change: Partial<Pick<MemberRow, 'away' | 'asked' | 'ready'>>): Promise<void> {
    const marked = (member: MemberRow) => (people.includes(member.person) ? { ...member, ...change } : member)
    this.#members = this.#members.map(marked)
    for (const [, alike] of Map.groupBy(this.#members, ({ away, asked, ready }) => `${away} ${asked} ${ready}`)) {
      const those = alike.filter(({ person }) => people.includes(person))
      const [first] = those
      if (first)
        await putMembers(
          this.tx,
          this.#row.id,
          those.map(({ person }) => person),
          first,
        )
    }
  }

  /** Ends a ready check that goes on, where nobody is to be waited for. */
  async settleCheck(): Promise<void> {
    const outcome = this.#row.checkEnds === null ? undefined : checkOutcome(this.#members)
    if (outcome !== undefined) await this.endCheck(outcome)
  }

  async endCheck(ready: boolean): Promise<void> {
    this.set({ checkEnds: null })
    this.tell('party.check_ended', { ready }, null)
    await this.mark(
      this.#members.map(({ person }) => person),
      { asked: false, ready: null },
    )
  }

  /** Before the commit. */
  async write(): Promise<void> {
    if (!this.#isOver && this.stream.head > this.#begin) await putParty(this.tx, this.#row)
  }
}

/** On the stream of who asked. */
export const tellRefused = (
  tx: Transaction,
  streams: LockedStreams,
  person: string,
  party: string,
  by: string | null,
): void => void tx.emit(streams.of('contacts/user', person), 'party.refused', by, { party })

interface Locking {
  readonly party: string
  readonly by: string | null
  /** People whom it is about, besides who acts. */
  readonly about?: readonly string[]
}

/** Undefined where there is none, or it is over. A ready check whose time is over has ended before anything else. */
export const lockParty = async (tx: Transaction, { party, by, about = [] }: Locking): Promise<Party | undefined> => {
  const people = by ? [by, ...about] : about
  if (by) await tx.ensureStreams('contacts/user', [by])
  const streams = await tx.lock([party, ...people])
  const row = streams.find('contacts/party', party) && (await findParty(tx, party))
  if (!row) return undefined
  const locked = new Party({ tx, streams, by }, row, await listMembers(tx, party), await listRequests(tx, party))
  if (row.isLate) await locked.endCheck(false)
  return locked
}

/** Undefined where there is no such party. */
export const onParty = <T>(
  { db }: Pick<Context, 'db'>,
  locking: Locking,
  work: (party: Party) => Promise<T>,
): Promise<T | undefined> =>
  db.transaction(
    async (tx) => {
      const party = await lockParty(tx, locking)
      if (!party) return undefined
      const done = await work(party)
      await party.write()
      return done
    },
    locking.by ? { account: locking.by } : undefined,
  )

type Own = Omit<Locking, 'by'>

/** PARTY_NOT_FOUND unless they are in it. */
export const asMember = async <T>(
  context: Pick<Context, 'db'>,
  user: string,
  own: Own,
  work: (party: Party) => Promise<T>,
): Promise<T> => {
  const done = await onParty(context, { ...own, by: user }, async (party) => {
    if (!party.member(user)) fail('PARTY_NOT_FOUND')
    return { told: await work(party) }
  })
  return (done ?? fail('PARTY_NOT_FOUND')).told
}

/** LEADER_ONLY unless they lead it. */
export const asLeader = <T>(
  context: Pick<Context, 'db'>,
  user: string,
  own: Own,
  work: (party: Party) => Promise<T>,
): Promise<T> =>
  asMember(context, user, own, async (party) => {
    if (party.row.leader !== user) fail('LEADER_ONLY')
    return work(party)
  })
