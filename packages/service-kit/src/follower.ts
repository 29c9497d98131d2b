/** Keeps a projection up to date: asks its owner for what comes, page by page, and applies each page once. */
import { type EventName, Failure } from '@parley/protocol'
import type { OutboxPage, OutboxPosition, ToldAhead } from '@parley/wire'
import { coalesce } from './batch.ts'
import type { Bus } from './bus.ts'
import type { Database } from './database.ts'
import type { Log } from './log.ts'
import { type Projection, type Told, toldOf } from './projection.ts'
import { openPlace, type Place, type Work } from './projection-place.ts'
import { askOwner } from './questions.ts'
import { steadyNow } from './steady-clock.ts'
import { readStreams } from './streams.ts'

export interface Follower extends AsyncDisposable {
  /**
   * Applies all events of these streams at once, whether their turn in the outbox has come or not: there they wait for
   * every older transaction of the database server. For whoever does not find in the projection what a client may
   * already know of. Fails as the owner does when it cannot be reached.
   */
  look(streams: readonly string[]): Promise<void>
  /** Applies these before their turn in the outbox, as the owner asks for by the question `told`. */
  take(events: readonly ToldAhead[]): Promise<void>
  /** Since when it has not stood at the end of the outbox, in milliseconds of `steadyNow()`, events read, and restarts. */
  readonly counts: Readonly<Record<'atEnd' | 'events' | 'restarts', number>>
}

export interface FollowerMeans {
  readonly bus: Bus
  readonly db: Database
  readonly log: Log
}

/** How long a lost ring can go unnoticed; a place up to which nothing had to be written is noted as seldom. */
const lookAgainMs = 2_000
const pageSize = 500
/** What is committed meanwhile is read with it: a page of many events costs hardly more than one of few. */
const gatherMs = 20
/** Nothing rings when what is committed may be read at last. */
const lookForHeldMs = 100

const isUnanswered = (reason: unknown) => reason instanceof Failure && reason.body.name === 'UNAVAILABLE'

type Of = Pick<Projection, 'owner' | 'begins'> & { readonly kinds: readonly EventName[] }

/** Behind all that is committed. */
const beginNow = async (bus: Bus, owner: Of['owner']): Promise<OutboxPage> => {
  const { next } = await askOwner(bus, owner, 'outbox', { after: null, limit: 1 })
  return { events: [], next: next && { epoch: next.epoch, xid: next.xid }, more: true }
}

const readPage = async (bus: Bus, { owner, kinds, begins }: Of, after: OutboxPosition | null): Promise<OutboxPage> => {
  if (!after && begins === 'now') return beginNow(bus, owner)
  const question = { after, kinds, limit: pageSize }
  if (after && !after.snapshot) return await askOwner(bus, owner, 'outbox', question)
  try {
    return await askOwner(bus, owner, 'snapshot', question)
  } catch (reason) {
    if (!isUnanswered(reason)) throw reason
    // An owner of the release before has no snapshots, and begins with the events that it holds.
    const page = await askOwner(bus, owner, 'outbox', { ...question, after: null })
    if (!page.next) throw reason
    return page
  }
}

/** Whether the owner could not go on from there. */
const isRestart = (after: OutboxPosition | null, next: OutboxPosition | null): boolean => {
  if (after === null) return false
  if (next?.epoch !== after.epoch) return true
  return (next.scan ?? next.snapshot) !== undefined && next.xid !== after.xid
}

/** Past the first reading. */
const isOnTheWay = (position: OutboxPosition | null) => position !== null && !position.scan && !position.snapshot

/** Until it is disposed of. */
export const follow = async <E extends EventName, Found = void>(
  { bus, db, log }: FollowerMeans,
  projection: Projection<E, Found>,
): Promise<Follower> => {
  const { owner, name, apply } = projection
  const place = await openPlace(db, projection)
  const find = async (told: readonly Told<E>[]) => (await projection.ask?.(told)) as Found
  const applyNow = async (events: readonly ToldAhead[]) => {
    const told = toldOf(projection, events)
    if (told.length === 0) return
    const found = await find(told)
    ;(await db.transaction((tx) => apply(tx, told, found)))?.()
  }
  const counts = { atEnd: steadyNow(), events: 0, restarts: 0 }
  /** Up to here nothing had to be written, which is not worth a transaction for each page. */
  let passed: Place | undefined
  let notedAt = steadyNow()

  const noteEnd = ({ noted, position: before }: Place, { next, held }: OutboxPage) => {
    if (next && next.xid !== before?.xid) passed = { noted, position: next }
    if (held) lookSoon(lookForHeldMs)
  }

  const takePage = async (from: Place, page: OutboxPage) => {
    const { events, next } = page
    const told = toldOf(
      projection,
      events.map((event) => ({ ...event, epoch: next?.epoch ?? 0 })),
    )
    counts.events += told.length
    if (told.length === 0 && isOnTheWay(from.position) && next) passed = { noted: from.noted, position: next }
    else {
      const found = told.length > 0 ? await find(told) : undefined
      await note(from, page, async (tx) => (told.length > 0 ? apply(tx, told, found as Found) : undefined))
    }
  }

  const note = async (from: Place, to: Pick<OutboxPage, 'next' | 'server'>, work: Work) => {
    await place.move(from, to, work)
    passed = undefined
    notedAt = steadyNow()
  }

  /** What was applied of the other history stays: events say what is, and the owner has no others. */
  const noteRestart = (after: OutboxPosition | null, { next }: OutboxPage) => {
    if (!isRestart(after, next)) return
    counts.restarts++
    log.warn({ owner, projection: name, after }, 'the outbox cannot be continued: it is read from the start')
  }

  const readOn = async () => {
    for (let more = true; more; ) {
      const noted = await place.read()
      const from = passed?.noted === noted.noted ? passed : noted
      const page = await readPage(bus, projection, from.position)
      noteRestart(from.position, page)
      if (page.more) await takePage(from, page)
      else noteEnd(from, page)
      more = page.more
    }
    if (passed && steadyNow() - notedAt >= lookAgainMs) await note(passed, { next: passed.position }, async () => {})
    counts.atEnd = steadyNow()
  }

  const catchUp = coalesce(readOn)
  const lookNow = () => {
    catchUp().catch((err) => log.warn({ err, owner, projection: name }, 'cannot read the outbox, trying again'))
  }
  let gathering: NodeJS.Timeout | undefined
  const lookSoon = (ms: number) => {
    gathering ??= setTimeout(() => {
      gathering = undefined
      lookNow()
    }, ms)
  }
  const ring = bus.listen(bus.subjects.committed(owner), () => lookSoon(gatherMs))
  const timer = setInterval(lookNow, lookAgainMs)
  lookNow()

  return {
    counts,
    look: async (streams) => applyNow(await readStreams(bus, owner, streams)),
    take: applyNow,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      ring.unsubscribe()
      await catchUp().catch(() => {})
      clearTimeout(gathering)
    },
  }
}
