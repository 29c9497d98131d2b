/** Who lets others see how far they have read (`reader`; no row for who does not). */
import type { Queryable } from '@parley/service-kit'

const allowsSql = `select from reader where person = $1`

export const allowsReceipts = async (db: Queryable, person: string): Promise<boolean> =>
  (await db.query(allowsSql, [person])).length > 0

const allowSql = `insert into reader (person) values ($1) on conflict do nothing`
const forbidSql = `delete from reader where person = $1`

export const setReceipts = (db: Queryable, person: string, allowed: boolean) =>
  db.query(allowed ? allowSql : forbidSql, [person])

export interface ReceiptRow {
  readonly person: string
  readonly read: number
  readonly allowed: boolean
}

/** So many members are looked at, whoever of them allows it. */
const listSql = `
  select member.person, member.read, reader.person is not null as allowed
  from (
    select person from membership
    where room = $1 and person > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') order by person limit $3
  ) looked
  join member on member.room = $1 and member.person = looked.person
  left join reader on reader.person = looked.person
  order by member.person`

export const listReceipts = (
  db: Queryable,
  room: string,
  after: string | undefined,
  limit: number,
): Promise<ReceiptRow[]> => db.query<ReceiptRow>(listSql, [room, after ?? null, limit])
