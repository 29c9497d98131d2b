/** What files hold, and the names under which the store has it. */
import type { Queryable } from '@parley/service-kit'
import type { Place } from '../stores/kept.ts'

export type Part = 'whole' | 'large' | 'small'

export interface Stored {
  readonly name: string
  readonly part: Part
  readonly size: number
  readonly type: string
}

/** Where the bytes of a name lie. */
export interface Placed {
  readonly name: string
  readonly place: Place
}

/** What can be said of it before any of it is there. */
export interface Look {
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly thumbhash?: Buffer | undefined
  /** Milliseconds. */
  readonly duration?: number | undefined
}

export interface NewContent {
  readonly hash: Buffer
  readonly type: string
  readonly look?: Look | undefined
  /** Whether a scanner has yet to look at it. */
  readonly waits: boolean
}

const arriveSql = `
  insert into stored (name, part, size, type, place)
  select *, $5 from unnest($1::text[], $2::text[], $3::bigint[], $4::text[])`

/** Before the bytes are written: whatever fails after that, they are found and removed. */
export const noteArriving = async (db: Queryable, stored: readonly Stored[], into: Place): Promise<void> =>
  void (await db.query(arriveSql, [
    stored.map(({ name }) => name),
    stored.map(({ part }) => part),
    stored.map(({ size }) => size),
    stored.map(({ type }) => type),
    into,
  ]))

const comeSql = `
  insert into stored (name, part, size, type, place, since)
  values ($1, 'whole', $2, 'application/octet-stream', $3, now() + make_interval(mins => $4))`

/** Before a client may write it: what it brings within so many minutes is found and removed after them, whatever becomes of it. */
export const noteComing = async (
  db: Queryable,
  { name, place, size }: Placed & Pick<Stored, 'size'>,
  minutes: number,
): Promise<void> => void (await db.query(comeSql, [name, size, place, minutes]))

/** Held until the end of the transaction: nobody finds meanwhile that nothing refers to it. */
const holdSql = 'select id from content where hash = $1 for key share'
const insertSql = `
  insert into content (hash, type, width, height, thumbhash, duration, waits)
  values ($1, $2, $3, $4, $5, $6, case when $7 then now() end)
  on conflict (hash) do nothing returning id`

export const holdContent = async (tx: Queryable, hash: Buffer): Promise<number | undefined> =>
  (await tx.query<{ id: number }>(holdSql, [hash]))[0]?.id

/** Undefined where another upload of the same was first. */
export const insertContent = async (
  tx: Queryable,
  { hash, type, look, waits }: NewContent,
): Promise<number | undefined> =>
  (
    await tx.query<{ id: number }>(insertSql, [
      hash,
      type,
      look?.width ?? null,
      look?.height ?? null,
      look?.thumbhash ?? null,
      look?.duration ?? null,
      waits,
    ])
  )[0]?.id

const settleSql = 'update stored set content = $2 where name = any($1)'
const freeSql = `update stored set since = '-infinity' where name = any($1) and content is null`

export const settleStored = async (tx: Queryable, names: readonly string[], content: number): Promise<void> =>
  void (await tx.query(settleSql, [names, content]))

/** Of what has arrived in vain: the sweeper need not wait. */
export const freeStored = async (tx: Queryable, names: readonly string[]): Promise<void> =>
  void (await tx.query(freeSql, [names]))

const lockSql = 'select id from content where id = any($1) order by id for update'
const emptySql = `
  select id from content where id = any($1) and not exists (select from file where file.content = content.id)`
const freeOfSql = `update stored set content = null, since = '-infinity' where content = any($1)`
const deleteSql = 'delete from content where id = any($1)'

/** Those of these to which no file refers go, and their bytes may. */
export const forgetEmpty = async (tx: Queryable, contents: readonly number[]): Promise<void> => {
  await tx.query(lockSql, [contents])
  const empty = (await tx.query<{ id: number }>(emptySql, [contents])).map(({ id }) => id)
  if (empty.length === 0) return
  await tx.query(freeOfSql, [empty])
  await tx.query(deleteSql, [empty])
}

const listFreeSql = `
  select name, place from stored
  where content is null and since < now() - make_interval(mins => $1) and place = any($3) order by since limit $2`
const removeSql = 'delete from stored where name = any($1) and content is null'

/** Whose bytes may go, in these stores: also those which arrived so many minutes ago and were never settled. */
export const listFree = (db: Queryable, places: readonly Place[], minutes: number, most: number): Promise<Placed[]> =>
  db.query<Placed>(listFreeSql, [minutes, most, places])

export const removeStored = async (db: Queryable, names: readonly string[]): Promise<void> =>
  void (await db.query(removeSql, [names]))

/** Held by whoever reads all bytes that the tables know of. */
export const bytesLock = 14_000_001
const mayRemoveSql = `select pg_try_advisory_xact_lock_shared(${bytesLock}) as may`

/** False while a backup is taken: until the end of the transaction none begins. */
export const mayRemove = async (tx: Queryable): Promise<boolean> =>
  (await tx.query<{ may: boolean }>(mayRemoveSql))[0]?.may === true

export interface Moving extends Placed {
  readonly size: number
}

const elsewhereSql = `
  select name, place, size from stored where content is not null and place <> $1 and name > $2 order by name limit $3`
const settleInSql = 'update stored set place = $2 where name = $1 and place <> $2 and content is not null returning 1'
const placedInSql = 'select name from stored where name = any($1) and place = $2'

/** What lies in another store than this one, by names. */
export const listElsewhere = (db: Queryable, than: Place, after: string, most: number): Promise<Moving[]> =>
  db.query<Moving>(elsewhereSql, [than, after, most])

/** False where it has gone meanwhile, or lies there already. */
export const settleIn = async (tx: Queryable, name: string, place: Place): Promise<boolean> =>
  (await tx.query(settleInSql, [name, place])).length > 0

/** Those of these names that lie there. */
export const placedIn = async (db: Queryable, names: readonly string[], place: Place): Promise<string[]> =>
  (await db.query<{ name: string }>(placedInSql, [names, place])).map(({ name }) => name)
