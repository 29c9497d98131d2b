/** Invitations to a game for all in a room. Written under the lock of the stream of who sent them. */
import type { Queryable } from '@parley/service-kit'
import { msOf, nowSql } from './parties.ts'

export interface CardRow {
  readonly id: string
  readonly sender: string
  readonly room: string
  /** Empty: that of a deployment with one alone. */
  readonly game: string
  readonly party: string | null
  readonly payload: string
  readonly platforms: readonly string[]
  readonly launch: string
  readonly secret: string
  readonly places: number
  readonly taken: number
  readonly state: 'open' | 'full' | 'cancelled' | 'expired'
  readonly version: number
  /** Milliseconds since 1970, and from now on. */
  readonly expires: number
  readonly expiresIn: number
  /** Whether its time is over, by the clock of the database. */
  readonly isOver: boolean
}

const columns = `id, sender, room, game, party, payload, platforms, launch, secret, places, taken, state, version,
  ${msOf('expires')} as expires, greatest(0, ${msOf(`(expires - ${nowSql})`)}) as "expiresIn", expires <= ${nowSql} as "isOver"`

const findSql = `select ${columns} from card where id = $1`

export const findCard = async (db: Queryable, id: string): Promise<CardRow | undefined> =>
  (await db.query<CardRow>(findSql, [id]))[0]

const listSql = `select ${columns} from card where id = any($1::uuid[])`

export const listCards = async (db: Queryable, ids: readonly string[]): Promise<Map<string, CardRow>> =>
  new Map((await db.query<CardRow>(listSql, [ids])).map((row) => [row.id, row]))

const apartSql = `
  select exists (
    select from relation where blocked and ((person = asked.one and other = asked.another) or (person = asked.another and other = asked.one))
  ) as apart
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (one, another, ord) order by ord`

/** Of each two whether either blocks the other. */
export const areApart = async (db: Queryable, pairs: readonly (readonly [string, string])[]): Promise<boolean[]> => {
  const rows = await db.query<{ apart: boolean }>(apartSql, [
    pairs.map(([one]) => one),
    pairs.map(([, other]) => other),
  ])
  return rows.map(({ apart }) => apart)
}

const countSql = `select count(*)::int as count from card where sender = $1 and state = 'open'`

export const countCards = async (db: Queryable, sender: string): Promise<number> =>
  (await db.query<{ count: number }>(countSql, [sender]))[0]?.count ?? 0

const insertSql = `
  insert into card (id, sender, room, game, party, payload, platforms, launch, secret, places, version, expires)
  values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10, ${msOf(nowSql)}, ${nowSql} + $11 * interval '1 millisecond')
  on conflict (id) do nothing returning ${columns}`

export type New = Omit<CardRow, 'taken' | 'state' | 'version' | 'expires' | 'expiresIn' | 'isOver'>

/** Undefined where the id is taken. */
export const insertCard = async (db: Queryable, row: New, forMs: number): Promise<CardRow | undefined> => {
  const { id, sender, room, game, party, payload, platforms, launch, secret, places } = row
  const values = [id, sender, room, game, party, payload, platforms, launch, secret, places, forMs]
  return (await db.query<CardRow>(insertSql, values))[0]
}

const next = `version = greatest(version + 1, ${msOf(nowSql)})`
const takeSql = `
  with taker as (insert into card_taker (card, person, entered) values ($1, $2, $3))
  update card set taken = taken + 1, ${next}, state = case when taken + 1 = places then 'full' else state end,
    settled = case when taken + 1 = places then ${nowSql} end
  where id = $1 returning ${columns}`
const endSql = `update card set state = $2, ${next}, settled = ${nowSql} where id = $1 returning ${columns}`

export const takePlace = async (db: Queryable, id: string, person: string, entered: string | null) =>
  (await db.query<CardRow>(takeSql, [id, person, entered]))[0] as CardRow

export const putEnded = async (db: Queryable, id: string, state: 'cancelled' | 'expired') =>
  (await db.query<CardRow>(endSql, [id, state]))[0] as CardRow

const takerSql = `select entered from card_taker where card = $1 and person = $2`

/** The place that somebody has taken; undefined where they have taken none. */
export const findTaker = async (db: Queryable, id: string, person: string) =>
  (await db.query<{ entered: string | null }>(takerSql, [id, person]))[0]

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

const leftSql = `
  select id from card where state = 'open' and party is not null and coalesce(party = $1, true)
    and not exists (select from party_member member where member.party = card.party and member.person = card.sender)
  order by id limit $2`
const dueSql = `select id from card where state = 'open' and expires <= ${nowSql} order by expires limit $1`

/** Open ones whose sender is no longer in their party; of one party, where one is named. */
export const listLeftCards = async (db: Queryable, party: string | null, most: number) =>
  idsOf(await db.query<{ id: string }>(leftSql, [party, most]))

/** Open ones whose time is over. */
export const listDueCards = async (db: Queryable, most: number) => idsOf(await db.query<{ id: string }>(dueSql, [most]))

const clearSql = `
  delete from card where id = any(
    array(select id from card where settled < ${nowSql} - interval '7 days' order by settled limit $1)) returning 1`

/** Those that were over a week ago; how many. */
export const clearCards = async (db: Queryable, most: number): Promise<number> =>
  (await db.query(clearSql, [most])).length
