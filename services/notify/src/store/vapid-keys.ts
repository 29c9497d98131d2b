/** The keys that push services know this deployment by. */
import type { Queryable } from '@parley/service-kit'

export interface VapidKey {
  /** The public one. */
  readonly key: string
  readonly private: string
}

/** Whoever makes one takes turns; who reads does not wait. */
export const lockKeys = (db: Queryable) => db.query('lock table vapid_key in share row exclusive mode')

const newestSql = `
  select key, private, extract(epoch from clock_timestamp() - at)::float8 / 86400 as days from vapid_key order by at desc limit 1`

/** With its age. */
export const newestKey = async (db: Queryable): Promise<(VapidKey & { readonly days: number }) | undefined> =>
  (await db.query<VapidKey & { days: number }>(newestSql))[0]

const putSql = `
  insert into vapid_key (key, private) values ($1, $2) on conflict (key) do update set at = clock_timestamp()`

/** It is the newest then, also where it was there before. */
export const putKey = (db: Queryable, { key, private: secret }: VapidKey) => db.query(putSql, [key, secret])

const isKeySql = 'select 1 from vapid_key where key = $1 for key share'

/** It stays so up to the end of the transaction. */
export const isKey = async (db: Queryable, key: string): Promise<boolean> =>
  (await db.query(isKeySql, [key])).length > 0

/** A browser that has just asked for it may still subscribe with the one before. */
const idleSql = `
  delete from vapid_key old
  where not exists (select from device where device.key = old.key)
    and exists (select from vapid_key newer where newer.at > old.at and newer.at < clock_timestamp() - interval '1 day')
  returning 1`

/** Older ones that nobody has subscribed with. How many are gone. */
export const deleteIdleKeys = async (db: Queryable): Promise<number> => (await db.query(idleSql)).length
