/** What an operator's `parley check` looks for in the tables of a service, and how each kind is mended. */
import type { Database, Queryable } from '../database.ts'
import type { ToldOf } from './told-of.ts'

export interface Finding {
  /** Which one it is, in a few words. */
  readonly what: string
}

export interface CheckMeans {
  /** Each statement is short, and sees one moment. */
  readonly db: Queryable
  /** What another service has told, from its own stream tables; nothing where they are out of reach. */
  readonly told: ToldOf
}

/**
 * One kind of disagreement. `look` reads in small batches while everybody goes on writing, and finds nothing that only
 * seems wrong because something changed meanwhile.
 */
export interface Check<F extends Finding = Finding> {
  /** What is wrong, in the plural: it stands behind a number. */
  readonly about: string
  /** Whether clients may have been told what was wrong, and no event tells them what is right: then everybody reads anew. */
  readonly anew?: true
  readonly look: (means: CheckMeans) => AsyncIterable<F>
  /** Decides once more behind the lock. False where nothing is wrong any more, or nothing can be done. */
  readonly mend: (db: Database, found: F) => Promise<boolean>
}

/** By their names, in the order in which they are looked at and mended: each stands on those before it. */
// biome-ignore lint/suspicious/noExplicitAny: of whatever finding; each is checked where it is made
export type Checks = Readonly<Record<string, Check<any>>>

/** The rows of all pages; `values` gives what a page is asked with, by the last row of the page before. */
export async function* inPages<Row>(
  db: Queryable,
  sql: string,
  values: (last: Row | undefined) => readonly unknown[],
  size: number,
): AsyncGenerator<Row> {
  for (let last: Row | undefined; ; ) {
    const rows: Row[] = await db.query<Row>(sql, [...values(last), size])
    yield* rows
    last = rows.at(-1)
    if (rows.length < size) return
  }
}

/** Before every id. */
export const beforeIds = '00000000-0000-0000-0000-000000000000'
