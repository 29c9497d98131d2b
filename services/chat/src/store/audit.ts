/** What is kept of who has done what in spaces. */
import { type Act, permissionSet } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

type Values = Readonly<Record<string, unknown>>

export interface NewEntry {
  readonly space: string
  /** Null where nobody did it. */
  readonly by: string | null
  readonly did: Act
  /** To whom: an entry for each. */
  readonly users?: readonly (string | null)[] | undefined
  /** Of a thread its room. */
  readonly room?: string | undefined
  readonly thread?: string | undefined
  readonly category?: string | undefined
  readonly role?: number | undefined
  readonly seqs?: readonly number[] | undefined
  readonly reason?: string | undefined
  readonly before?: Values | undefined
  readonly after?: Values | undefined
}

const insertSql = `
  insert into audit (space, by, did, person, room, thread, category, role, seqs, reason, change)
  select $1, $2, $3, person, $5, $6, $7, $8, $9, $10, $11 from unnest($4::uuid[]) person`

/** In the transaction that does it. */
export const insertEntries = async (tx: Queryable, entry: NewEntry): Promise<void> => {
  const { space, by, did, users, room, thread, category, role, seqs, reason, before, after } = entry
  const change = before || after ? JSON.stringify({ before, after }) : null
  const places = [room ?? null, thread ?? null, category ?? null, role ?? null, seqs ?? null]
  await tx.query(insertSql, [space, by, did, users ?? [null], ...places, reason ?? null, change])
}

/** Whoever sees no room of a category, nor would see one that follows it, does not see the category. */
const seenSql = `
  with own as materialized (
    select id, category, permissions_in(id, $2, now()) as may from room where space = $1
  )
  select array(select id from own where may & $3 <> 0) as rooms, array(select id from own where may & $4 <> 0) as managed,
    array(
      select id from category where space = $1
        and (permissions_of($1, id, $2, now()) & $3 <> 0 or id in (select category from own where may & $3 <> 0))
    ) as categories`

export interface Seen {
  readonly rooms: readonly string[]
  /** Those of which they see all threads. */
  readonly managed: readonly string[]
  readonly categories: readonly string[]
}

/** What somebody sees of a space now. */
export const seenIn = async (db: Queryable, space: string, person: string): Promise<Seen> => {
  const [view, manage] = [permissionSet('view'), permissionSet('manage_threads')].map(String)
  return (await db.query<Seen>(seenSql, [space, person, view, manage]))[0] as Seen
}

export interface EntryRow {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly by: string | null
  readonly did: string
  readonly person: string | null
  readonly room: string | null
  readonly thread: string | null
  readonly category: string | null
  readonly role: number | null
  readonly seqs: readonly number[] | null
  readonly reason: string | null
  readonly change: { readonly before?: Values; readonly after?: Values } | null
}

/** Where a page ended. */
export type EntryPlace = readonly [at: number, id: string]

export interface EntriesAsked {
  readonly space: string
  readonly by: string | undefined
  readonly user: string | undefined
  readonly did: string | undefined
  readonly before: EntryPlace | undefined
  /** Undefined: all. */
  readonly seen: Seen | undefined
  readonly limit: number
}

/** Entries that one page looks at, whoever sees them. */
const mostLooked = 1_000

const listSql = `
  with looked as materialized (
    select * from audit
    where space = $1 and ($2::uuid is null or by = $2) and ($3::uuid is null or person = $3) and ($4::text is null or did = $4)
      and ($5::bigint is null or (at, id) < (to_timestamp($5 / 1000.0), $6::uuid))
    order by at desc, id desc limit ${mostLooked}
  )
  select ending.at as "lastAt", ending.id as "lastId", ending.looked, seen.id, floor(extract(epoch from seen.at) * 1000)::bigint as at,
    seen.by, seen.did, seen.person, seen.room, seen.thread, seen.category, seen.role, seen.seqs::float8[] as seqs, seen.reason, seen.change
  from (
    select floor(extract(epoch from at) * 1000)::bigint as at, id, (select count(*)::int from looked) as looked
    from looked order by looked.at, looked.id limit 1
  ) ending
  left join lateral (
    select * from looked
    where $7 or (
      (room is null or room = any($8::uuid[])) and (category is null or category = any($10::uuid[]))
      and (thread is null or exists (
        select from thread where thread.parent = looked.room and thread.room = looked.thread
          and (not thread.private or thread.parent = any($9::uuid[]))
      ))
    )
    order by at desc, id desc limit $11
  ) seen on true
  order by seen.at desc, seen.id desc`

type ListedRow = { [Column in keyof EntryRow]: EntryRow[Column] | null } & {
  readonly lastAt: number
  readonly lastId: string
  readonly looked: number
}

export interface PageOfEntries {
  readonly entries: readonly EntryRow[]
  /** Where the looking ended, where there may be more behind that. */
  readonly rest: EntryPlace | undefined
}

/** The latest first. */
export const listEntries = async (db: Queryable, asked: EntriesAsked): Promise<PageOfEntries> => {
  const { space, by, user, did, before, seen, limit } = asked
  const [at, id] = before ?? [null, null]
  const { rooms, managed, categories } = seen ?? { rooms: [], managed: [], categories: [] }
  const values = [
    space,
    by ?? null,
    user ?? null,
    did ?? null,
    at,
    id,
    seen === undefined,
    rooms,
    managed,
    categories,
    limit,
  ]
  const rows = await db.query<ListedRow>(listSql, values)
  const ending = rows[0]
  return {
    entries: rows
      .filter((row): row is ListedRow & EntryRow => row.id !== null)
      .map(({ lastAt: _at, lastId: _id, looked: _looked, ...entry }) => entry),
    rest: ending && ending.looked >= mostLooked ? [ending.lastAt, ending.lastId] : undefined,
  }
}

const pruneSql = `
  delete from audit where (space, at, id) in (
    select space, at, id from audit where at < clock_timestamp() - $1 * interval '1 day' order by at limit $2)
  returning 1`

/** How many of the entries that are older went, so many at most. */
export const pruneEntries = async (db: Queryable, days: number, most: number): Promise<number> =>
  (await db.query(pruneSql, [days, most])).length
