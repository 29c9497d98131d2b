/** Parties. Written under the lock of the stream of each. */
import type { Input } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export type Access = NonNullable<Input<'party.create'>['access']>
export type Attributes = Readonly<Record<string, string>>

export interface PartyRow {
  readonly id: string
  /** Empty: that of a deployment with one alone. */
  readonly game: string
  readonly creator: string
  readonly leader: string
  readonly label: string
  readonly most: number
  readonly access: Access
  readonly locked: boolean
  readonly migrates: boolean
  readonly code: string | null
  /** Its chat room. */
  readonly room: string | null
  readonly attributes: Attributes
  /** Of the ready check that goes on, milliseconds since 1970. */
  readonly checkEnds: number | null
}

/** As it is read. */
export interface PartyNow extends PartyRow {
  /** Whether the time of its ready check is over. */
  readonly isLate: boolean
}

/** By the clock of the database, also in a transaction that has waited. */
export const nowSql = 'clock_timestamp()'
export const msOf = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`

const columns = `id, game, creator, leader, label, most, access, locked, migrates, code, room, attributes, ${msOf('check_ends')} as "checkEnds"`

const findSql = `
  select ${columns}, coalesce(check_ends <= ${nowSql}, false) as "isLate" from party where id = $1 and ended is null`

export const findParty = async (db: Queryable, id: string): Promise<PartyNow | undefined> =>
  (await db.query<PartyNow>(findSql, [id]))[0]

const timeSql = `select ${msOf(nowSql)} as now`

export const readNow = async (db: Queryable): Promise<number> => (await db.query<{ now: number }>(timeSql))[0]?.now ?? 0

const codeSql = `select id from party where code = $1`

export const findByCode = async (db: Queryable, code: string): Promise<string | undefined> =>
  (await db.query<{ id: string }>(codeSql, [code]))[0]?.id

const insertSql = `
  insert into party (id, game, creator, leader, label, most, access, migrates, attributes, room)
  values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9)`

export const insertParty = async (db: Queryable, row: PartyRow): Promise<void> => {
  const { id, game, creator, label, most, access, migrates, attributes, room } = row
  await db.query(insertSql, [id, game, creator, label, most, access, migrates, attributes, room])
}

const putSql = `
  update party set leader = $2, label = $3, most = $4, access = $5, locked = $6, migrates = $7, code = $8, attributes = $9,
    check_ends = to_timestamp($10 / 1000.0), active = ${nowSql}
  where id = $1`

export const putParty = async (db: Queryable, row: PartyRow): Promise<void> => {
  const { id, leader, label, most, access, locked, migrates, code, attributes, checkEnds } = row
  await db.query(putSql, [id, leader, label, most, access, locked, migrates, code, attributes, checkEnds])
}

/** Its events are to be found for a while, and those who asked to come in are to be told. */
const endSql = `
  with members as (delete from party_member where party = $1)
  update party set ended = ${nowSql}, code = null, check_ends = null where id = $1`

export const endParty = (db: Queryable, id: string) => db.query(endSql, [id])

export interface FoundRow extends PartyRow {
  readonly count: number
}

/** Not those whose leader blocks the one who looks, or the other way round: `judgeEntry` does not let them in. */
const searchSql = `
  select ${columns}, held.count from party
  cross join lateral (select count(*)::int as count from party_member where party = party.id) held
  where ended is null and not locked and access <> 'closed' and game = $1 and attributes @> $2
    and id > coalesce($3::uuid, '00000000-0000-0000-0000-000000000000') and held.count < most
    and not exists (
      select from relation where blocked and ((person = leader and other = $4) or (person = $4 and other = leader))
    )
  order by id limit $5`

interface Search {
  readonly game: string
  readonly attributes: Attributes
  readonly after: string | undefined
  readonly limit: number
}

export const searchParties = (db: Queryable, reader: string, { game, attributes, after, limit }: Search) =>
  db.query<FoundRow>(searchSql, [game, attributes, after ?? null, reader, limit])

const lateSql = `select id from party where check_ends <= ${nowSql} order by check_ends limit $1`
const idleSql = `
  select id from party where ended is null and active < ${nowSql} - make_interval(hours => $2) order by active limit $1`

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

/** Those whose ready check has run out. */
export const listLate = async (db: Queryable, most: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(lateSql, [most]))

/** Those in which nothing has happened for so many hours. */
export const listIdle = async (db: Queryable, most: number, hours: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(idleSql, [most, hours]))

const isIdleSql = `select 1 from party where id = $1 and active < ${nowSql} - make_interval(hours => $2)`

export const isIdle = async (db: Queryable, id: string, hours: number): Promise<boolean> =>
  (await db.query(isIdleSql, [id, hours])).length > 0

const clearSql = `
  with over as (
    (select id from party where ended < ${nowSql} - interval '1 hour' and room is null order by ended limit $1)
    union all (select id from party where ended < ${nowSql} - interval '7 days' order by ended limit $1)
  ),
    events as (delete from event where stream in (select id from over)),
    streams as (delete from stream where id in (select id from over))
  delete from party where id in (select id from over) returning 1`

/** What is left of parties that have been over for an hour, or for a week where chat has to hear of it; how many. */
export const clearEnded = async (db: Queryable, most: number): Promise<number> =>
  (await db.query(clearSql, [most])).length
