/** Keeps a projection of what another service has committed: every event at least once. */
import type { EventFrame, OutboxPage, OutboxPosition, OutboxQuestion } from '@parley/protocol'
import { coalesce } from './batch.ts'
import type { Bus } from './bus.ts'
import type { Database, Queryable } from './database.ts'
import type { Log } from './log.ts'
import { steadyNow } from './steady-clock.ts'
import { readStreams } from './streams.ts'

export interface OutboxFollower extends AsyncDisposable {
  /**
   * Applies all events of these streams at once, whether their turn in the outbox has come or not: there they wait for
   * every older transaction of the database server. For whoever does not find in the projection what a client may
   * already know of. Fails as the owner does when it cannot be reached.
   */
  look(streams: readonly string[]): Promise<void>
  /** Since when it has not stood at the end of the outbox, in milliseconds of `steadyNow()`, events read, and restarts. */
  readonly counts: Readonly<Record<'atEnd' | 'events' | 'restarts', number>>
}

interface FollowOptions {
  readonly owner: 'auth' | 'chat'
  readonly bus: Bus
  readonly db: Database
  readonly log: Log
  /** Runs in the transaction that moves the position. Events are repeated at times: must be idempotent. */
  readonly apply: (tx: Queryable, events: readonly EventFrame[]) => Promise<void>
}

/** How long a lost ring can go unnoticed. */
const lookAgainMs = 2_000
const pageSize = 500

const positionSql = `select position from outbox_position where owner = $1`
const claimSql = `select position from outbox_position where owner = $1 for update`
const initSql = `insert into outbox_position (owner, position) values ($1, 'null') on conflict do nothing`
const moveSql = `update outbox_position set position = $2 where owner = $1`

export const followOutbox = async ({ owner, bus, db, log, apply }: FollowOptions): Promise<OutboxFollower> => {
  await db.query(initSql, [owner])

  const readPosition = async (): Promise<OutboxPosition | null> => {
    const [row] = await db.query<{ position: OutboxPosition | null }>(positionSql, [owner])
    return row?.position ?? null
  }

  /** Another process of this service may have applied the page meanwhile: then it is not applied twice. */
  const applyPage = (from: OutboxPosition | null, page: OutboxPage) =>
    db.transaction(async (tx) => {
      const [row] = await tx.query<{ position: OutboxPosition | null }>(claimSql, [owner])
      if (JSON.stringify(row?.position ?? null) !== JSON.stringify(from)) return
      if (page.events.length > 0) await apply(tx, page.events)
      await tx.query(moveSql, [owner, JSON.stringify(page.next)])
    })

  const counts = { atEnd: steadyNow(), events: 0, restarts: 0 }

  /** What was applied of the other history stays: events say what is, and the owner has no others. */
  const noteRestart = (after: OutboxPosition | null, { next }: OutboxPage) => {
    const { epoch, xid } = after ?? next
    if (epoch === next.epoch && (after?.scan || !next.scan || xid === next.xid)) return
    counts.restarts++
    log.warn(
      { owner, epoch: next.epoch, epoch_before: epoch },
      'the outbox cannot be continued: it is read from the start',
    )
  }

  const readOn = async () => {
    for (let more = true; more; ) {
      const after = await readPosition()
      const page = await bus.ask<OutboxQuestion, OutboxPage>(bus.subjects.outbox(owner), { after, limit: pageSize })
      noteRestart(after, page)
      if (page.events.length > 0 || page.more) await applyPage(after, page)
      counts.events += page.events.length
      more = page.more
    }
    counts.atEnd = steadyNow()
  }

  const catchUp = coalesce(readOn)
  const lookNow = () => {
    catchUp().catch((err) => log.warn({ err, owner }, 'cannot read the outbox, trying again'))
  }
  const ring = bus.listen(bus.subjects.committed(owner), lookNow)
  const timer = setInterval(lookNow, lookAgainMs)
  lookNow()

  return {
    counts,
    look: async (streams) => {
      const events = await readStreams(bus, owner, streams)
      if (events.length > 0) await db.transaction((tx) => apply(tx, events))
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      ring.unsubscribe()
      await catchUp().catch(() => {})
    },
  }
}
