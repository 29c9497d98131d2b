/** What an operator holds (`hold`), and what was taken back or removed of it since (`sealed`), which triggers write. */
import type { Queryable } from '@parley/service-kit'

export const holdKinds = ['room', 'space', 'person'] as const
export type HoldKind = (typeof holdKinds)[number]

export interface Held {
  readonly kind: HoldKind
  readonly subject: string
}

export interface HoldRow extends Held {
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly since: number
  /** How much is sealed of it. */
  readonly sealed: number
}

/** By kind: where it is looked up, and the column by which it is sealed. */
const columns = { room: 'room', space: 'space', person: 'by' } as const satisfies Record<HoldKind, string>

export const isKnown = async (db: Queryable, { kind, subject }: Held): Promise<boolean> =>
  (await db.query(`select from ${kind} where id = $1`, [subject])).length > 0

const putSql = `insert into hold (kind, subject, reason) values ($1, $2, $3) on conflict do nothing returning 1`

/** False where it was held before. */
export const putHold = async (db: Queryable, { kind, subject }: Held, reason: string): Promise<boolean> =>
  (await db.query(putSql, [kind, subject, reason])).length > 0

const deleteSql = `delete from hold where kind = $1 and subject = $2 returning 1`

/** False where it was not held. */
export const deleteHold = async (db: Queryable, { kind, subject }: Held): Promise<boolean> =>
  (await db.query(deleteSql, [kind, subject])).length > 0

/** What no other hold is about goes. */
export const unseal = async (db: Queryable, { kind, subject }: Held): Promise<number> =>
  (
    await db.query(
      `delete from sealed where $1 in (${columns[kind]}${kind === 'room' ? ', stream' : ''}) and not is_on_hold(stream, room, space, by)
       returning 1`,
      [subject],
    )
  ).length

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::float8`

const listSql = `
  select kind, subject, reason, ${ms('since')} as since, (
    select count(*) from sealed where case kind
      when 'room' then subject in (sealed.room, sealed.stream) when 'space' then sealed.space = subject else sealed.by = subject end
  )::int as sealed
  from hold order by hold.since, kind, subject`

export const listHolds = (db: Queryable): Promise<HoldRow[]> => db.query<HoldRow>(listSql)

const streamsOf = {
  room: 'select id from room where id = $1 or parent = $1',
  space: 'select room.id from room where space = $1 or parent in (select id from room own where own.space = $1)',
  person: `select id from stream where kind = 'chat/room' and $1::uuid is not null`,
} as const satisfies Record<HoldKind, string>

/** Where something of it may stand, a page after an id. */
export const listStreams = async (
  db: Queryable,
  { kind, subject }: Held,
  after: string,
  most: number,
): Promise<string[]> =>
  (
    await db.query<{ id: string }>(
      `select id from (${streamsOf[kind]} union select stream from sealed where ${columns[kind]} = $1) place
       where id > $2 order by id limit $3`,
      [subject, after, most],
    )
  ).map(({ id }) => id)

export interface HeldEvent {
  readonly stream: string
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
  readonly body: object
  /** When it was taken back or removed, in milliseconds since 1970; null where it is there. */
  readonly sealed: number | null
}

const fields = `stream, seq::float8 as seq, ev, by, ${ms('at')} as at, body`
const eventsSql = `
  select * from (
    (select ${fields}, null as sealed from event
      where stream = $1 and seq > $2 and ev in ('message.sent', 'message.edited') and ($3::uuid is null or by = $3)
      order by seq limit $4)
    union all
    (select ${fields}, ${ms('since')} from sealed where stream = $1 and seq > $2 and ($3::uuid is null or by = $3)
      order by seq limit $4)
  ) said order by seq limit $4`

/** Messages and edits of one stream, of one person or of all. */
export const readHeld = (db: Queryable, stream: string, after: number, by: string | null, most: number) =>
  db.query<HeldEvent>(eventsSql, [stream, after, by, most])
