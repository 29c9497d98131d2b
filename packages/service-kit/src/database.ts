/** Postgres as a service uses it: single statements, and transactions that append to streams. */
import type pg from 'pg'
import type { Epochs } from './history.ts'
import { Limit, type Share } from './limit.ts'
import { claimed, claimIn } from './once.ts'
import { isOtherHistory, OtherHistory } from './other-history.ts'
import { kindOf, mayRepeat, nameOfFault } from './postgres-faults.ts'
import type { Publisher, StreamEvents } from './publisher.ts'
import { isRead, repeating } from './repeat.ts'
import { connectWithinMs, type Pool } from './sql.ts'
import { asStatement } from './statement-span.ts'
import type { Statements } from './statements.ts'
import { makeTransaction, type Transaction } from './transaction.ts'

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
        const query: Queryable['query'] = (sql, values) => doubting(runOn(client, pool.statements, sql, values))
        const { tx, append } = makeTransaction(query, epoch)
        await claimIn(tx)
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
    claimed()
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
