/** Messages that somebody keeps at hand for themselves. Written under the lock of their own stream. */
import type { Database, Queryable } from '@parley/service-kit'
import { type Kept, type KeptRow, keptColumns, keptJoins, readKept } from './kept.ts'

/** Which message, and whose bookmark. */
export interface Bookmark {
  readonly person: string
  readonly room: string
  readonly seq: number
}

const valuesOf = ({ person, room, seq }: Bookmark) => [person, room, seq]

const findSql = `
  select (select added from bookmark where person = $1 and room = $2 and seq = $3) as added,
    (select count(*)::int from bookmark where person = $1) as count`

/** Where they have kept it, and how many messages they keep. */
export const findBookmark = async (db: Queryable, bookmark: Bookmark) =>
  (await db.query<{ added: number | null; count: number }>(findSql, valuesOf(bookmark)))[0] as {
    readonly added: number | null
    readonly count: number
  }

const insertSql = `insert into bookmark (person, room, seq, added) values ($1, $2, $3, $4)`
export const insertBookmark = (db: Queryable, bookmark: Bookmark, added: number) =>
  db.query(insertSql, [...valuesOf(bookmark), added])

const deleteSql = `delete from bookmark where person = $1 and room = $2 and seq = $3 returning 1`

/** False where there was none. */
export const deleteBookmark = async (db: Queryable, bookmark: Bookmark): Promise<boolean> =>
  (await db.query(deleteSql, valuesOf(bookmark))).length > 0

interface Row extends Omit<Bookmark, 'person'>, KeptRow {
  readonly added: number
}

export type BookmarkRow = Kept & Pick<Row, 'room' | 'seq' | 'added'>

const listSql = `
  select bookmark.room, bookmark.seq, bookmark.added, ${keptColumns}
  from bookmark ${keptJoins('bookmark')}
  where bookmark.person = $1 and stands_in(bookmark.room, $1) and bookmark.added < coalesce($2::bigint, ${Number.MAX_SAFE_INTEGER})
  order by bookmark.added desc limit $3`

/** The one that was kept last first. */
export const listBookmarks = async (
  db: Database,
  person: string,
  before: number | undefined,
  limit: number,
): Promise<BookmarkRow[]> => readKept(db, await db.query<Row>(listSql, [person, before ?? null, limit]))
