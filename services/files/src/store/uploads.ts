/** What is under way, and what each person stores: counted before the first byte is taken. */
import type { Queryable } from '@parley/service-kit'

export interface Upload {
  readonly id: string
  readonly owner: string
  readonly name: string
  /** At most. */
  readonly bytes: number
}

export interface Limits {
  readonly bytes: number
  readonly files: number
  readonly uploads: number
}

const openUsageSql = 'insert into usage (owner, bytes, files) values ($1, 0, 0) on conflict do nothing'
const lockUsageSql = 'select bytes, files from usage where owner = $1 for update'
const countUploadsSql = 'select count(*)::int as count from upload where owner = $1'
const addUsageSql = 'update usage set bytes = bytes + $2, files = files + $3 where owner = $1'
const insertSql = `
  insert into upload (id, owner, name, bytes, until) values ($1, $2, $3, $4, now() + make_interval(mins => $5))`

interface Usage {
  readonly bytes: number
  readonly files: number
}

/** What somebody has, behind the lock that their uploads wait for: what is decided in the same transaction holds. */
export const lockUsage = async (tx: Queryable, owner: string): Promise<Usage & { readonly uploads: number }> => {
  await tx.query(openUsageSql, [owner])
  const [usage] = (await tx.query<Usage>(lockUsageSql, [owner])) as [Usage]
  const [uploads] = (await tx.query<{ count: number }>(countUploadsSql, [owner])) as [{ count: number }]
  return { ...usage, uploads: uploads.count }
}

/** Behind the lock. */
export const addUsage = async (tx: Queryable, owner: string, bytes: number, files: number): Promise<void> =>
  void (await tx.query(addUsageSql, [owner, bytes, files]))

export const insertUpload = async (tx: Queryable, upload: Upload, minutes: number): Promise<void> =>
  void (await tx.query(insertSql, [upload.id, upload.owner, upload.name, upload.bytes, minutes]))

const findSql = 'select id, owner, name, bytes from upload where id = $1 and owner = $2 and until > now()'
const deleteSql = 'delete from upload where id = $1 returning id, owner, name, bytes'
const listOverSql = 'select id from upload where until <= now() order by until limit $1'
const amongSql = 'select id from upload where id = any($1)'

/** Undefined where there is none of theirs. */
export const findUpload = async (db: Queryable, id: string, owner: string): Promise<Upload | undefined> =>
  (await db.query<Upload>(findSql, [id, owner]))[0]

/** What was there. */
export const deleteUpload = async (tx: Queryable, id: string): Promise<Upload | undefined> =>
  (await tx.query<Upload>(deleteSql, [id]))[0]

/** Those whose time is over. */
export const listOver = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ id: string }>(listOverSql, [most])).map(({ id }) => id)

/** Those of these that are under way. */
export const uploadsAmong = async (db: Queryable, ids: readonly string[]): Promise<Set<string>> =>
  new Set((await db.query<{ id: string }>(amongSql, [ids])).map(({ id }) => id))
