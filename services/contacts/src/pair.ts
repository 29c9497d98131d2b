/** What one does to another: behind the locks of both of their streams, so that neither acts at the same moment. */
import type { EventBody, EventOn } from '@parley/protocol'
import type { LockedStream, Placed, Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'
import { apart, putRelation, type Relation, readPair, type Stands } from './store/relations.ts'

type Ev = EventOn<'contacts/user'>

/** Two people, as one of them acts. */
export class Pair {
  readonly tx: Transaction
  readonly user: string
  readonly other: string
  readonly own: LockedStream<'contacts/user'>
  /** Missing where the other has never had to do with anybody. */
  readonly #theirs: LockedStream<'contacts/user'> | undefined
  #mine: Relation
  #their: Relation

  constructor(
    means: Pick<Pair, 'tx' | 'user' | 'other' | 'own'>,
    theirs: LockedStream<'contacts/user'> | undefined,
    [mine, their]: readonly [Relation, Relation],
  ) {
    this.tx = means.tx
    this.user = means.user
    this.other = means.other
    this.own = means.own
    this.#theirs = theirs
    this.#mine = mine
    this.#their = their
  }

  /** How they stand as the one who acts sees it. */
  get mine(): Relation {
    return this.#mine
  }

  /** The same as the other sees it. */
  get theirs(): Relation {
    return this.#their
  }

  tellMe<E extends Ev>(ev: E, body: Omit<EventBody<E>, 'user'>, key?: string): Placed {
    return this.tx.emit(this.own, ev, this.user, { ...body, user: this.other } as EventBody<E>, key)
  }

  tellThem<E extends Ev>(ev: E, body: Omit<EventBody<E>, 'user'>): Placed {
    if (!this.#theirs) throw new Error('somebody who stands with another has no stream')
    return this.tx.emit(this.#theirs, ev, this.user, { ...body, user: this.user } as EventBody<E>)
  }

  /** What says itself whom it is about; the other is told or not. */
  tellBoth(ev: 'invitation.sent', body: EventBody<'invitation.sent'>, isTold: boolean): void {
    this.tx.emit(this.own, ev, this.user, body)
    if (isTold && this.#theirs) this.tx.emit(this.#theirs, ev, this.user, body)
  }

  async changeMine(change: Partial<Relation>): Promise<void> {
    this.#mine = { ...this.#mine, ...change }
    await putRelation(this.tx, this.user, this.other, this.#mine)
  }

  async changeTheirs(change: Partial<Relation>): Promise<void> {
    this.#their = { ...this.#their, ...change }
    await putRelation(this.tx, this.other, this.user, this.#their)
  }

  /** From now on both are contacts, in these games. */
  async add(games: readonly string[], key?: string): Promise<Placed> {
    const here = this.tellMe('contact.added', saidOf(games), key)
    const there = this.tellThem('contact.added', saidOf(games))
    await this.changeMine({ stands: 'contact', since: here.seq, at: here.at, games, note: '' })
    await this.changeTheirs({ stands: 'contact', since: there.seq, at: there.at, games, note: '' })
    return here
  }

  /** They are contacts, and are so in these games from now on. */
  async play(games: readonly string[]): Promise<Placed> {
    const here = this.tellMe('contact.changed', { games: [...games] })
    this.tellThem('contact.changed', { games: [...games] })
    await this.changeMine({ games })
    await this.changeTheirs({ games })
    return here
  }

  /** Ends what there is between the two, if it is this. Who knows of it is told; whoever had it withheld is not. */
  async end(stands: Stands): Promise<void> {
    if (this.#mine.stands !== stands) return
    const ev = ended[stands]
    this.tellMe(ev, {})
    if (this.#their.stands === counterpart[stands]) {
      this.tellThem(ev, {})
      await this.changeTheirs(apart(this.#their))
    }
    await this.changeMine(apart(this.#mine))
  }
}

/** Nothing is said where it is in all. */
export const saidOf = (games: readonly string[]) => (games.length > 0 ? { games: [...games] } : {})

/** What its end is called, by whoever stands so. */
const ended = { contact: 'contact.removed', sent: 'contact.cancelled', received: 'contact.declined' } as const

/** How the other stands. */
const counterpart: Readonly<Record<Stands, Stands>> = { contact: 'contact', sent: 'received', received: 'sent' }

/** `isSomebody`: the other is known to exist, and gets a stream. An id that may be nobody's gets none. */
export const onPair = <T>(
  { db }: Pick<Context, 'db'>,
  user: string,
  other: string,
  isSomebody: boolean,
  work: (pair: Pair) => Promise<T>,
): Promise<T> =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('contacts/user', isSomebody ? [user, other] : [user])
      const locked = await tx.lock([user, other])
      const own = locked.of('contacts/user', user)
      const theirs = locked.find('contacts/user', other)
      return work(new Pair({ tx, user, other, own }, theirs, await readPair(tx, user, other)))
    },
    { account: user },
  )
