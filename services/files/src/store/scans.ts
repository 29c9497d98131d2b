/** What a scanner has yet to look at, and what became of what it found. */
import type { Queryable } from '@parley/service-kit'
import type { Place } from '../stores/kept.ts'
import type { Placed } from './contents.ts'
import { removeUnreferred } from './files.ts'

export interface Waiting extends Placed {
  readonly content: number
}

const waitingSql = `
  select content.id as content, stored.name, stored.place from content
  join stored on stored.content = content.id and stored.part = 'whole'
  where content.waits is not null and stored.place = any($1) order by content.waits limit $2`
const passSql = 'update content set waits = null where id = $1 and waits is not null returning 1'

export const findWaiting = (db: Queryable, places: readonly Place[], most: number): Promise<Waiting[]> =>
  db.query<Waiting>(waitingSql, [places, most])

const waitOnSql = 'update content set waits = now() where id = $1 and waits is not null'

/** Behind all others. */
export const waitOn = async (db: Queryable, content: number): Promise<void> =>
  void (await db.query(waitOnSql, [content]))

/** How many that were. */
export const passContent = async (db: Queryable, content: number): Promise<number> =>
  (await db.query(passSql, [content])).length

const holdSql = 'select id, owner from file where content = $1 order by id for update'
const noteSql = `
  insert into infected (file, owner) select * from unnest($1::uuid[], $2::uuid[]) on conflict (file) do nothing`
const unreferSql = 'delete from reference where file = any($1)'

/** All files that hold it go, and their owners find that out. How many. */
export const takeInfected = async (tx: Queryable, content: number): Promise<number> => {
  const files = await tx.query<{ id: string; owner: string }>(holdSql, [content])
  const ids = files.map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx.query(noteSql, [ids, files.map(({ owner }) => owner)])
  await tx.query(unreferSql, [ids])
  return await removeUnreferred(tx, ids)
}

const infectedSql = 'select file from infected where owner = $1 and file = any($2)'
const forgetSql = 'delete from infected where found < now() - make_interval(days => $1)'

/** Those of these files of theirs that were taken away. */
export const infectedAmong = async (db: Queryable, owner: string, files: readonly string[]): Promise<string[]> =>
  (await db.query<{ file: string }>(infectedSql, [owner, files])).map(({ file }) => file)

export const forgetInfected = async (db: Queryable, days: number): Promise<void> =>
  void (await db.query(forgetSql, [days]))
