/** Postgres as a service uses it: single statements, and transactions that append to streams. */
import {
  countingEvents,
  type EventBody,
  type EventName,
  type EventOn,
  effectOf,
  events,
  frameText,
  redactedEvent,
  type StreamKind,
  takenBackBy,
} from '@parley/protocol'
import { markOf } from '@parley/wire'
import type pg from 'pg'
import type { Epochs } from './history.ts'
import { Limit, type Share } from './limit.ts'
import { type LockedStream, LockedStreams } from './locked-streams.ts'
import { isOtherHistory, OtherHistory } from './other-history.ts'
import { kindOf, mayRepeat, nameOfFault } from './postgres-faults.ts'
import type { Publisher, StreamEvents } from './publisher.ts'
import { isRead, repeating } from './repeat.ts'
import { connectWithinMs, type Pool } from './sql.ts'
import { asStatement } from './statement-span.ts'
import type { Statements } from './statements.ts'

export interface Queryable {
  /**
   * Prepared once per connection under the text's own name; rows as Postgres gives them, bigint as number. Repeated where the
   * server or the connection failed, and it certainly did nothing or only reads.
   */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

export interface Database extends Queryable {
  /** Transactions since the process started; run again for want of a good connection, statements by themselves as well. */
  readonly counts: Readonly<Record<'committed' | 'rolledBack' | 'retried' | 'repeated', number>>
  /** Statements and transactions that wait for a connection. */
  readonly waiting: () => number
  /** The epoch of the history that is written on now; another one where the server has changed. */
  readonly epoch: number
  /** What rows were read in, as they say themselves; the epoch that they all say. Fails with OtherHistory where it is over. */
  readonly read: (rows: readonly InEpoch[]) => number
  /**
   * Runs `work` again after a deadlock, or where the server or the connection failed before the commit. What it emits is published after the commit, and not otherwise. `share` says whose
   * work it is: accounts take turns where many wait.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, share?: Share): Promise<T>
}

/** Of a row that says in which epoch it was read: `(select current_epoch()) as epoch`. */
export interface InEpoch {
  readonly epoch: number
}

/** An event's place: known at once, as the stream's row is locked. */
export interface Placed {
  readonly seq: number
  readonly at: number
}

export interface Transaction extends Queryable {
  /** What it appends is of this epoch, or it fails with OtherHistory. */
  readonly epoch: number
  /**
   * Locks the streams in the order of their ids, so that no two transactions wait for each other. Decide in the
   * statements after it: they see what was committed while this one waited. Streams that do not exist are left out.
   */
  lock(ids: readonly string[]): Promise<LockedStreams>
  /** Makes a stream, locked. One that exists already is a fault. */
  createStream<Kind extends StreamKind>(kind: Kind, id: string): Promise<LockedStream<Kind>>
  /** Makes the streams that do not exist yet; then lock them. */
  ensureStreams(kind: StreamKind, ids: readonly string[]): Promise<void>
  /**
   * Appends to a locked stream. `key` is what a repeat of the request is recognised by; `audience` names those for whom it is, where
   * that is not everybody who follows the stream. An event that takes back another removes what that one says. An event of another
   * kind of stream does not compile.
   */
  emit<Kind extends StreamKind, E extends EventOn<Kind>>(
    stream: LockedStream<Kind>,
    ev: E,
    by: string | null,
    body: EventBody<E>,
    key?: string,
    audience?: string,
  ): Placed
}

interface NewEvent {
  readonly stream: LockedStream
  readonly seq: number
  readonly tally: number
  readonly ev: EventName
  readonly key: string | null
  readonly by: string | null
  readonly body: string
  readonly audience: string | null
  /** The positions that it takes back. */
  readonly redacts: readonly number[]
}

export const streamName = (kind: StreamKind, id: string) => `${kind}/${id}`

const runOn = async <Row>(
  client: pg.PoolClient,
  statements: Statements,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const statement = { ...statements.of(sql), values: values as unknown[] }
  const { rows } = await asStatement(sql, () => client.query(statement))
  return rows as Row[]
}

/** Looks which history there is when a statement has met another one. */
type Doubting = <T>(work: Promise<T>) => Promise<T>

const doubtingOf =
  (epochs: Epochs): Doubting =>
  async (work) => {
    try {
      return await work
    } catch (reason) {
      if (isOtherHistory(reason)) epochs.doubt()
      throw reason
    }
  }

const lockSql = `
  select id, kind, head, floor, tally from stream where id = any($1::uuid[]) order by id for update`

const clockSql = `select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at`

const createSql = `insert into stream (id, kind) values ($1, $2)`

const ensureSql = `
  insert into stream (id, kind) select id, $1 from unnest($2::uuid[]) id order by id on conflict do nothing`

/** Makes the streams that do not exist yet. */
export const ensureStreams = async (
  db: Pick<Queryable, 'query'>,
  kind: StreamKind,
  ids: readonly string[],
): Promise<void> => void (await db.query(ensureSql, [kind, ids]))

/** One statement for all that a transaction appends: events, heads, and the outbox row. The fence holds before all of it. */
const appendSql = `
  with appended as (
    insert into event (stream, seq, tally, ev, key, by, at, body, audience)
    select stream, seq, tally, ev, key, by, to_timestamp($1 / 1000.0), body, audience
    from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[], $8::json[], $14::text[])
      as new (stream, seq, tally, ev, key, by, body, audience)
  ), moved as (
    update stream set head = new.head, tally = new.tally
    from unnest($9::uuid[], $10::bigint[], $11::bigint[]) as new (id, head, tally)
    where stream.id = new.id
  )
  insert into outbox (streams, firsts, lasts) select $9, $12, $10 from fence($13)`

/** What was said is gone. That it was there, by whom and when, and whether it counts, is what repeats, numbers and counts go by. */
const redactSql = `
  update event set ev = '${redactedEvent}', body = case
    when ev = any($3::text[]) then '{}' when ev = '${redactedEvent}' then body else '{"counts":false}' end
  from unnest($1::uuid[], $2::bigint[]) as gone (stream, seq)
  where event.stream = gone.stream and event.seq = gone.seq`

const makeTransaction = (client: pg.PoolClient, statements: Statements, epoch: number, doubting: Doubting) => {
  const pending: NewEvent[] = []
  const held = new Map<string, LockedStream>()
  let at = 0

  const query: Queryable['query'] = (sql, values) => doubting(runOn(client, statements, sql, values))

  /** The clock of the database, so that all processes tell one time. */
  const readClock = async () => {
    if (at === 0) at = (await query<{ at: number }>(clockSql))[0]?.at ?? 0
  }

  const hold = (stream: LockedStream) => {
    const known = held.get(stream.id)
    if (!known) held.set(stream.id, stream)
    return known ?? stream
  }

  const tx: Transaction = {
    epoch,
    query,
    lock: async (ids) => {
      const rows = await query<LockedStream>(lockSql, [ids])
      await readClock()
      return new LockedStreams(rows.map(hold))
    },
    createStream: async (kind, id) => {
      await query(createSql, [id, kind])
      await readClock()
      const made = { id, kind, head: 0, floor: 0, tally: 0 }
      hold(made)
      return made
    },
    ensureStreams: (kind, ids) => ensureStreams({ query }, kind, ids),
    emit: (stream, ev, by, body, key, audience) => {
      if (held.get(stream.id) !== stream) throw new Error(`emit on a stream that is not locked: ${stream.id}`)
      stream.head++
      if ('counts' in events[ev]) stream.tally++
      const { head: seq, tally } = stream
      const redacts = takenBackBy(ev, body)
      const text = JSON.stringify(body)
      pending.push({ stream, seq, tally, ev, key: key ?? null, by, body: text, audience: audience ?? null, redacts })
      return { seq, at }
    },
  }

  const append = async (): Promise<StreamEvents[]> => {
    if (pending.length === 0) return []
    const own = Map.groupBy(pending, (event) => event.stream)
    const streams = [...own.keys()]
    const firsts = [...own.values()].map(([event]) => (event as NewEvent).seq)
    await query(appendSql, [
      at,
      pending.map((event) => event.stream.id),
      pending.map((event) => event.seq),
      pending.map((event) => event.tally),
      pending.map((event) => event.ev),
      pending.map((event) => event.key),
      pending.map((event) => event.by),
      pending.map((event) => event.body),
      streams.map((stream) => stream.id),
      streams.map((stream) => stream.head),
      streams.map((stream) => stream.tally),
      firsts,
      epoch,
      pending.map((event) => event.audience),
    ])
    await redact(pending)
    return [...own].map(([stream, appended]) => toStreamEvents(stream, appended))
  }

  const redact = async (appended: readonly NewEvent[]): Promise<void> => {
    const gone = appended.flatMap(({ stream, redacts }) => redacts.map((seq) => [stream.id, seq] as const))
    if (gone.length > 0)
      await query(redactSql, [gone.map(([stream]) => stream), gone.map(([, seq]) => seq), countingEvents])
  }

  const toStreamEvents = (stream: LockedStream, own: readonly NewEvent[]): StreamEvents => {
    const on = streamName(stream.kind, stream.id)
    return {
      on,
      first: (own[0] as NewEvent).seq,
      follows: own.some((event) => effectOf(event.ev) !== undefined),
      frames: own.map((event) => frameText(on, event.seq, event.ev, event.by, at, event.body)),
      marks: own.map((event) => markOf(event.ev, event.by, event)),
      redacts: own.flatMap(({ redacts }) => redacts),
      hides: own.flatMap(({ ev, seq }) => (effectOf(ev) === 'hide' ? [seq] : [])),
    }
  }

  return { tx, append }
}

/**
 * Connections that transactions leave to single statements. These serve many at once (a batch of sends, the streams of all who
 * come back) and are over in a moment; behind a thousand transactions, each of some round trips and locks, they would wait
 * for all of them: of a message 200 ms at the median and 1.6 s at worst, where it is 8 and 25 ms this way.
 */
const left = 0.3

const mostTransactions = (connections: number): number => connections - Math.ceil(connections * left)

/** What a server does not undo by itself, as the connection stays. */
const undo = async (client: pg.PoolClient, reason: unknown): Promise<void> => {
  if (kindOf(reason).drops === 'nothing') await client.query('rollback').catch((err) => client.emit('error', err))
}

export const makeDatabase = (pool: Pool, epochs: Epochs, publisher: Publisher): Database => {
  const doubting = doubtingOf(epochs)
  const transactions = new Limit(mostTransactions(pool.options.max), connectWithinMs)
  const counts = { committed: 0, rolledBack: 0, retried: 0, repeated: 0 }
  const noteRepeat = (reason: unknown) => counts[nameOfFault(reason) === 'crossed' ? 'retried' : 'repeated']++

  const attempt = async <T>(
    work: (tx: Transaction) => Promise<T>,
    share: Share | undefined,
    beforeCommit: () => void,
  ): Promise<{ result: T; emitted: StreamEvents[]; epoch: number }> => {
    using _turn = await transactions.enter(share)
    return await pool.use(async (client) => {
      const { epoch } = epochs
      try {
        await asStatement('begin', () => client.query('begin'))
        const { tx, append } = makeTransaction(client, pool.statements, epoch, doubting)
        const result = await work(tx)
        const emitted = await append()
        beforeCommit()
        await asStatement('commit', () => client.query('commit'))
        counts.committed++
        return { result, emitted, epoch }
      } catch (reason) {
        await undo(client, reason)
        throw reason
      }
    })
  }

  const transaction = async <T>(work: (tx: Transaction) => Promise<T>, share?: Share): Promise<T> => {
    let isUndecided = false
    const begin = () => {
      isUndecided = false
      return attempt(work, share, () => {
        isUndecided = true
      })
    }
    const { result, emitted, epoch } = await repeating(
      begin,
      (reason) => mayRepeat(reason, !isUndecided),
      (isRepeated, reason) => (isRepeated ? noteRepeat(reason) : counts.rolledBack++),
    )
    publisher.publish(emitted, epoch)
    return result
  }

  const query: Queryable['query'] = <Row>(sql: string, values?: readonly unknown[]) =>
    repeating(
      () => doubting(pool.use((client) => runOn<Row>(client, pool.statements, sql, values))),
      (reason) => mayRepeat(reason, isRead(sql)),
      (isRepeated, reason) => isRepeated && noteRepeat(reason),
    )

  const read = (rows: readonly InEpoch[]): number => {
    const epoch = rows[0]?.epoch ?? epochs.epoch
    epochs.see(epoch)
    for (const row of rows) if (row.epoch !== epoch) throw new OtherHistory(row.epoch, epoch)
    return epoch
  }

  return {
    get epoch() {
      return epochs.epoch
    },
    read,
    counts,
    waiting: () => pool.waitingCount + transactions.waiting,
    query,
    transaction,
  }
}
