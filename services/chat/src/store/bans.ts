/** Who is kept out of spaces, and what they said there that is being taken back. */
import type { Queryable } from '@parley/service-kit'

const insertSql = `
  insert into ban (space, person, by, reason) select $1, person, $3, $4 from unnest($2::uuid[]) person
  on conflict do nothing returning person`

export interface NewBan {
  readonly people: readonly string[]
  readonly by: string
  readonly reason: string
}

/** Those who were not banned yet. True for as long as the stream of the space is locked. */
export const insertBans = async (db: Queryable, space: string, { people, by, reason }: NewBan): Promise<string[]> =>
  (await db.query<{ person: string }>(insertSql, [space, people, by, reason])).map(({ person }) => person)

const deleteSql = `delete from ban where space = $1 and person = $2 returning 1`

/** False where they were not banned. */
export const deleteBan = async (db: Queryable, space: string, person: string): Promise<boolean> =>
  (await db.query(deleteSql, [space, person])).length > 0

export interface BanRow {
  readonly person: string
  readonly name: string
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: string
}

const listSql = `
  select ban.person, coalesce(person.name, '') as name, ban.by, floor(extract(epoch from ban.at) * 1000)::bigint as at, ban.reason
  from ban left join person on person.id = ban.person
  where ban.space = $1 and ($2::bigint is null or (ban.at, ban.person) < (to_timestamp($2 / 1000.0), $3::uuid))
  order by ban.at desc, ban.person desc limit $4`

/** The latest first, before the one given. */
export const listBans = (
  db: Queryable,
  space: string,
  before: readonly [at: number, person: string] | undefined,
  limit: number,
): Promise<BanRow[]> => db.query<BanRow>(listSql, [space, before?.[0] ?? null, before?.[1] ?? null, limit])

const purgeSql = `
  insert into purge (space, person, by, since)
  select $1, person, $3, clock_timestamp() - $4::bigint * interval '1 millisecond' from unnest($2::uuid[]) person
  on conflict (space, person) do update set by = excluded.by, since = least(purge.since, excluded.since), until = excluded.until`

/** What they have said so many milliseconds back is to be taken back. */
export const orderPurge = (db: Queryable, space: string, people: readonly string[], by: string, ms: number) =>
  db.query(purgeSql, [space, people, by, ms])

export interface Purge {
  readonly space: string
  readonly person: string
  readonly by: string
  /** As Postgres writes it: two are the same that are so to the microsecond. */
  readonly until: string
}

const purgesSql = `select space, person, by, until::text from purge order by until limit $1`
export const listPurges = (db: Queryable, most: number): Promise<Purge[]> => db.query<Purge>(purgesSql, [most])

const roomsSql = `select id from stream where ruler = $1 and id > $2 order by id limit $3`

/** Rooms of a space and their threads, a page at a time. */
export const roomsAfter = async (db: Queryable, space: string, after: string, most: number): Promise<string[]> =>
  (await db.query<{ id: string }>(roomsSql, [space, after, most])).map(({ id }) => id)

/** By the words of the stretches, as a search finds what somebody has said; what no stretch covers is read. */
const findSql = `
  with asked as (select since, until from purge where space = $1 and person = $2),
  units as (
    select s.room, s.first, s.last from asked
    join stretch s on s.room = any($3::uuid[]) and s.until >= asked.since - interval '1 minute'
      and (s.words is null or s.maker is null or s.words @@ $4::tsquery)
    union all
    select stream.id, coalesce(covered.last, stream.floor) + 1, stream.head from stream
    left join lateral (select last from stretch where room = stream.id order by first desc limit 1) covered on true
    where stream.id = any($3::uuid[])
  )
  select units.room, said.seq from asked cross join units
  cross join lateral (
    select event.seq from event
    where event.stream = units.room and event.seq between units.first and units.last and event.by = $2 and event.ev = 'message.sent'
      and event.at >= asked.since and event.at <= asked.until
    order by event.seq offset 0
  ) said
  limit $5`

/** Messages of these rooms that are to be taken back, so many at most. `mark` is that of the author, as stretches hold it. */
export const findToPurge = async (
  db: Queryable,
  { space, person }: Pick<Purge, 'space' | 'person'>,
  rooms: readonly string[],
  mark: string,
  most: number,
): Promise<Map<string, number[]>> => {
  const rows = await db.query<{ room: string; seq: number }>(findSql, [space, person, rooms, mark, most])
  const byRoom = Map.groupBy(rows, ({ room }) => room)
  return new Map(
    [...byRoom].map(([room, all]) => [room, all.map(({ seq }) => seq).toSorted((one, other) => one - other)]),
  )
}

const donePurgeSql = `delete from purge where space = $1 and person = $2 and until::text = $3`

/** Not where it was ordered anew meanwhile. */
export const endPurge = (db: Queryable, { space, person, until }: Purge) =>
  db.query(donePurgeSql, [space, person, until])
