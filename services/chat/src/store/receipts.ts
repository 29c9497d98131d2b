/** Who lets others see how far they have read (`reader`; no row for who does not), and how far messages have come to them (`delivery`). */
import { mostTold } from '@parley/protocol'
import { beforeIds, type Queryable } from '@parley/service-kit'

const allowsSql = `select from reader where person = $1`

export const allowsReceipts = async (db: Queryable, person: string): Promise<boolean> =>
  (await db.query(allowsSql, [person])).length > 0

const allowSql = `insert into reader (person) values ($1) on conflict do nothing`
const forbidSql = `delete from reader where person = $1`

export const setReceipts = (db: Queryable, person: string, allowed: boolean) =>
  db.query(allowed ? allowSql : forbidSql, [person])

export interface Delivered {
  readonly room: string
  readonly seq: number
}

/** Of each room the furthest, in small ones, as far as they have not read. */
const deliveredSql = `
  insert into delivery (room, person, seq)
  select member.room, $1::uuid, least(asked.seq, stream.head)
  from (select room, max(seq) as seq from unnest($2::uuid[], $3::bigint[]) as told (room, seq) group by room) asked
  join member on member.room = asked.room and member.person = $1 and member.read < asked.seq
  join room on room.id = asked.room and room.members between 1 and ${mostTold}
  join stream on stream.id = asked.room
  order by member.room
  on conflict (room, person) do update set seq = excluded.seq where delivery.seq < excluded.seq
  returning room, seq`

/** What of it is news. */
export const noteDelivered = (db: Queryable, person: string, rooms: readonly Delivered[]): Promise<Delivered[]> =>
  db.query<Delivered>(deliveredSql, [person, rooms.map(({ room }) => room), rooms.map(({ seq }) => seq)])

export interface ReceiptRow {
  readonly person: string
  readonly read: number
  /** Null where nothing was said of it. */
  readonly delivered: number | null
  readonly allowed: boolean
}

/** So many members are looked at, whoever of them allows it. Between two of whom one blocks the other nothing is told. */
const listSql = `
  select member.person, member.read, delivery.seq as delivered, 
    reader.person is not null and not is_blocked(looked.person, $4) and not is_blocked($4, looked.person) as allowed
  from (
    select person from membership
    where room = $1 and person > coalesce($2::uuid, '${beforeIds}') order by person limit $3
  ) looked
  join member on member.room = $1 and member.person = looked.person
  left join reader on reader.person = looked.person
  left join delivery on delivery.room = $1 and delivery.person = looked.person
  order by member.person`

/** As `reader` may know them. */
export const listReceipts = (
  db: Queryable,
  room: string,
  reader: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<ReceiptRow[]> => db.query<ReceiptRow>(listSql, [room, after ?? null, limit, reader])
