/** Messages that are sent later. Written under the lock of their author's own stream, but for being taken. */
import type { Input } from '@parley/protocol'
import { beforeIds, type Queryable } from '@parley/service-kit'
import { nowSql } from './clock.ts'

/** What message.send takes besides room and id. */
type Content = Omit<Input<'message.send'>, 'room' | 'id'>

/** Which one, and whose. */
export interface ScheduledKey {
  readonly room: string
  readonly person: string
  readonly id: string
}

export interface Scheduled extends ScheduledKey {
  readonly message: Content
  readonly due: number
}

const keyOf = ({ room, person, id }: ScheduledKey) => [room, person, id]

const dueSql = `select due from scheduled where room = $1 and person = $2 and id = $3`

/** Nothing where there is none. */
export const dueOf = async (db: Queryable, key: ScheduledKey): Promise<number | undefined> =>
  (await db.query<{ due: number }>(dueSql, keyOf(key)))[0]?.due

const endedSql = `
  select floor(extract(epoch from at) * 1000)::bigint as at, body::jsonb ? 'seq' as "isSent" from event
  where stream = $2 and key = $3 and ev = 'schedule.ended' and body ->> 'room' = $1::uuid::text`

/** When it was sent or cancelled; nothing where neither was. */
export const endOf = async (
  db: Queryable,
  key: ScheduledKey,
): Promise<{ readonly at: number; readonly isSent: boolean } | undefined> =>
  (await db.query<{ at: number; isSent: boolean }>(endedSql, keyOf(key)))[0]

const countSql = `select count(*)::int as count from scheduled where person = $1`

export const countScheduled = async (db: Queryable, person: string): Promise<number> =>
  (await db.query<{ count: number }>(countSql, [person]))[0]?.count ?? 0

const insertSql = `insert into scheduled (room, person, id, message, due) values ($1, $2, $3, $4, $5)`

export const insertScheduled = (db: Queryable, { message, due, ...key }: Scheduled) =>
  db.query(insertSql, [...keyOf(key), JSON.stringify(message), due])

const changeSql = `
  update scheduled set message = (message::jsonb || $4::jsonb)::json, due = coalesce($5::bigint, due), failed = null
  where room = $1 and person = $2 and id = $3 and not taken and (failed is not null or due > ${nowSql}) returning due`

/** When it is due then; nothing where there is none that may still be changed. */
export const changeScheduled = async (
  db: Queryable,
  key: ScheduledKey,
  { text, due }: { readonly text: string | undefined; readonly due: number | undefined },
): Promise<number | undefined> =>
  (await db.query<{ due: number }>(changeSql, [...keyOf(key), JSON.stringify({ text }), due ?? null]))[0]?.due

const cancelSql = `
  delete from scheduled where room = $1 and person = $2 and id = $3 and not taken returning 1`

/** False where there is none that may still be cancelled. */
export const cancelScheduled = async (db: Queryable, key: ScheduledKey): Promise<boolean> =>
  (await db.query(cancelSql, keyOf(key))).length > 0

interface Row extends Omit<Scheduled, 'person'> {
  readonly failed: string | null
  readonly now: number
}

const listSql = `
  select room, id, message, due, failed, ${nowSql} as now from scheduled
  where person = $1 and id > coalesce($2::uuid, '${beforeIds}') order by id, room limit $3`

export const listScheduled = (
  db: Queryable,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<Row[]> => db.query<Row>(listSql, [person, after ?? null, limit])

const takeSql = `
  update scheduled set taken = true
  where (room, person, id) in (
    select room, person, id from scheduled where failed is null and due <= ${nowSql}
    order by due, id limit $1 for update skip locked)
  returning room, person, id, message, due`

/**
 * Those that are due, in their order, and from now on are as they are: also such as were taken before, by a process that may have
 * ended. To send one twice is to send it once.
 */
export const takeDue = async (db: Queryable, most: number): Promise<Scheduled[]> =>
  (await db.query<Scheduled>(takeSql, [most])).toSorted(
    (one, other) => one.due - other.due || (one.id < other.id ? -1 : 1),
  )

const sentSql = `delete from scheduled where room = $1 and person = $2 and id = $3 and taken returning 1`
const failedSql = `
  update scheduled set failed = $4, taken = false where room = $1 and person = $2 and id = $3 and taken returning 1`

/** False where another process has noted what became of it. */
export const removeSent = async (db: Queryable, key: ScheduledKey): Promise<boolean> =>
  (await db.query(sentSql, keyOf(key))).length > 0

const putOffSql = `
  update scheduled set due = ${nowSql} + $4::bigint, taken = false where room = $1 and person = $2 and id = $3 and taken
  returning due`

/** By so many milliseconds. When it is due then; nothing where another process has noted what became of it. */
export const putOff = async (db: Queryable, key: ScheduledKey, wait: number): Promise<number | undefined> =>
  (await db.query<{ due: number }>(putOffSql, [...keyOf(key), wait]))[0]?.due

/** False where another process has noted what became of it. */
export const noteFailed = async (db: Queryable, key: ScheduledKey, why: string): Promise<boolean> =>
  (await db.query(failedSql, [...keyOf(key), why])).length > 0
