/**
 * What a service has of somebody whose account is closed goes in small steps, each a transaction that also notes how far it is and how much
 * has gone (`erasing`, a table of each service). So a crash repeats nothing and loses nothing, and the row that stays says
 * that nothing is to bring them back.
 */
import type { Owner, StreamKind } from '@parley/protocol'
import type { Erased, EraseQuestion } from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Database } from './database.ts'
import { answerQuestion } from './questions.ts'
import { steadyNow } from './steady-clock.ts'
import type { Transaction } from './transaction.ts'

export interface Piece {
  /** How much has gone with it. */
  readonly count: number
  /** Where the step goes on, which the next piece is given. Not given: it is over. */
  readonly after?: string | undefined
  /** To be done when the piece is committed. */
  readonly told?: (() => void) | undefined
}

export interface ErasingStep {
  /** What it is that goes, as the receipt names it; no two of a service have one name. */
  readonly what: string
  /** One piece, small enough that nobody waits long for what it locks. */
  readonly erase: (tx: Transaction, asked: EraseQuestion, after: string | undefined) => Promise<Piece>
}

/** A question is answered within so much time, and that of one piece more. */
const answerWithinMs = 1_000

const beginSql = `insert into erasing (person) values ($1) on conflict do nothing`
/** Of two who are asked at once, one waits. */
const lockSql = `select step, after, counts, done from erasing where person = $1 for update`
const noteSql = `update erasing set step = $2, after = $3, counts = $4, done = $5 where person = $1`

interface Row extends Erased {
  /** That which is under way; null before the first. */
  readonly step: string | null
  readonly after: string | null
}

/** Where a step is under way that this release does not have, it begins anew: what is gone already is not there to be counted. */
const takePiece = (db: Database, steps: readonly ErasingStep[], asked: EraseQuestion) =>
  db.transaction(
    async (tx): Promise<Erased & Pick<Piece, 'told'>> => {
      await tx.query(beginSql, [asked.user])
      const [row] = await tx.query<Row>(lockSql, [asked.user])
      if (!row || row.done) return { done: true, counts: row?.counts ?? {} }
      const place = Math.max(
        0,
        steps.findIndex(({ what }) => what === row.step),
      )
      const step = steps[place]
      if (!step) throw new Error('nothing is to be erased here')
      const { count, after, told } = await step.erase(tx, asked, row.after ?? undefined)
      const { what } = step
      const counts = count > 0 ? { ...row.counts, [what]: (row.counts[what] ?? 0) + count } : row.counts
      const next = after === undefined ? steps[place + 1]?.what : what
      const done = next === undefined
      await tx.query(noteSql, [asked.user, next ?? null, after ?? null, JSON.stringify(counts), done])
      return { done, counts, told }
    },
    { account: asked.user },
  )

/** As much as fits the time. */
const eraseSome = async (db: Database, steps: readonly ErasingStep[], asked: EraseQuestion): Promise<Erased> => {
  for (const begun = steadyNow(); ; ) {
    const { done, counts, told } = await takePiece(db, steps, asked)
    told?.()
    if (done || steadyNow() - begun >= answerWithinMs) return { done, counts }
  }
}

const rowsAtOnce = 1_000

/** Rows of a table that have them in any of these columns of their ids. Names are of the code, never of who asks. */
export const eraseRows = (table: string, ...columns: readonly string[]): ErasingStep => {
  const theirs = columns.map((column) => `${column} = $1`).join(' or ')
  const sql = `
    delete from ${table} where ctid = any(array(select ctid from ${table} where ${theirs} limit ${rowsAtOnce})) returning 1`
  return {
    what: table,
    erase: async (tx, { user }) => {
      const count = (await tx.query(sql, [user])).length
      return { count, after: count > 0 ? '' : undefined }
    },
  }
}

const trimSql = `update stream set floor = head where id = $1 and kind = $2 and floor < head`
const eventsSql = `
  delete from event where ctid = any(array(
    select event.ctid from event join stream on stream.id = event.stream
    where event.stream = $1 and stream.kind = $2 and event.seq <= stream.floor limit ${rowsAtOnce}
  )) returning 1`

/** What they were told in their own stream. Its head stays, so that no number is given twice. */
export const eraseStream = (kind: StreamKind): ErasingStep => ({
  what: 'events',
  erase: async (tx, { user }) => {
    await tx.lock([user])
    await tx.query(trimSql, [user, kind])
    const count = (await tx.query(eventsSql, [user, kind])).length
    return { count, after: count > 0 ? '' : undefined }
  },
})

/** The steps are taken in their order; behind them goes what every service keeps of requests (`once`). */
export const answerErase = (
  { bus, db }: { readonly bus: Pick<Bus, 'answer' | 'subjects'>; readonly db: Database },
  owner: Owner,
  steps: readonly ErasingStep[],
): Disposable => {
  const all = [...steps, eraseRows('once', 'person')]
  return answerQuestion(bus, owner, 'erase', (asked) => eraseSome(db, all, asked))
}
