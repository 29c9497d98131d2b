/** What spaces do not want to be said. Written behind the lock of the stream of the space. */
import { beforeIds, type Queryable } from '@parley/service-kit'
import type { Filter } from '../filters/compile.ts'

interface Row {
  readonly id: string
  readonly said: Omit<Filter, 'filter'>
}

const toFilter = ({ id, said }: Row): Filter => ({ filter: id, ...said })

const listSql = `
  select id, said from filter where space = $1 and id > coalesce($2::uuid, '${beforeIds}') order by id`

/** In the order of their ids, after the one given. */
export const listFilters = async (db: Queryable, space: string, after?: string): Promise<Filter[]> =>
  (await db.query<Row>(listSql, [space, after ?? null])).map(toFilter)

const findSql = `select id, said from filter where space = $1 and id = $2`

export const findFilter = async (db: Queryable, space: string, id: string): Promise<Filter | undefined> =>
  (await db.query<Row>(findSql, [space, id])).map(toFilter)[0]

const countSql = `
  select count(*)::int as filters, coalesce(sum(words), 0)::int as words from filter where space = $1 and id <> $2`

/** Of the others. */
export const countFilters = async (db: Queryable, space: string, besides: string) =>
  (await db.query<{ filters: number; words: number }>(countSql, [space, besides]))[0] ?? { filters: 0, words: 0 }

const touchSql = `
  insert into filtered (space, at) values ($1, clock_timestamp())
  on conflict (space) do update set version = filtered.version + 1, at = excluded.at`
const putSql = `
  insert into filter (space, id, words, said) values ($1, $2, $3, $4)
  on conflict (space, id) do update set words = excluded.words, said = excluded.said`

export const putFilter = async (db: Queryable, space: string, { filter: id, ...said }: Filter): Promise<void> => {
  const words = 'words' in said.found ? said.found.words.length : 0
  await db.query(putSql, [space, id, words, JSON.stringify(said)])
  await db.query(touchSql, [space])
}

const deleteSql = `delete from filter where space = $1 and id = $2`

export const deleteFilter = async (db: Queryable, space: string, id: string): Promise<void> => {
  await db.query(deleteSql, [space, id])
  await db.query(touchSql, [space])
}

export interface Version {
  readonly space: string
  readonly version: number
  /** Whether it has any. */
  readonly isFiltered: boolean
}

/** A transaction that takes longer than this is noticed when the process starts again. */
const overlap = `interval '1 minute'`
const versionsSql = `
  select space, version, exists (select from filter where filter.space = filtered.space) as "isFiltered" from filtered
  where $1 or at > clock_timestamp() - ${overlap}`

/** Of all spaces, or of those alone that were changed lately. */
export const listVersions = (db: Queryable, all: boolean): Promise<Version[]> => db.query<Version>(versionsSql, [all])

const ruledSql = `
  select ruling.id as room, ruling.space from room own join room ruling on ruling.id = coalesce(own.parent, own.id) where own.id = $1`

/** The room that rules one: itself, or that of a thread; and the space of that, which never changes. */
export interface Ruled {
  readonly room: string
  readonly space: string | null
}

export const ruledBy = async (db: Queryable, room: string): Promise<Ruled | undefined> =>
  (await db.query<Ruled>(ruledSql, [room]))[0]

const flagSql = `select note_flags($1, $2, $3, $4)`

interface Flagged {
  readonly room: string
  readonly seq: number
  readonly person: string
  readonly flags: readonly string[]
}

/** Of an edit; what is sent does so with all that comes with it. */
export const noteFlags = (tx: Queryable, { room, seq, person, flags }: Flagged) =>
  tx.query(flagSql, [room, seq, person, JSON.stringify(flags)])

const takeSql = `
  insert into lately (space, person, filter, said, last) select $1::uuid, $2::uuid, $3::uuid, array[now], now from clock_timestamp() now
  on conflict (space, person, filter) do update
  set said = (lately.said || excluded.last)[greatest(1, cardinality(lately.said) + 2 - $4):], last = excluded.last
  where cardinality(lately.said) < $4
    or lately.said[cardinality(lately.said) + 1 - $4] <= excluded.last - $5 * interval '1 second'
  returning 1`

interface Turn {
  readonly space: string
  readonly person: string
  readonly filter: string
  readonly messages: number
  readonly seconds: number
}

/** Whether this is no more than so many messages within so many seconds; then it counts. */
export const takeTurn = async (db: Queryable, { space, person, filter, messages, seconds }: Turn): Promise<boolean> =>
  (await db.query(takeSql, [space, person, filter, messages, seconds])).length > 0

const pruneSql = `
  delete from lately where (space, person, filter) in (
    select space, person, filter from lately where last < clock_timestamp() - interval '1 hour' order by last limit $1)
  returning 1`

/** How many went that tell nothing any more, so many at most. */
export const pruneLately = async (db: Queryable, most: number): Promise<number> =>
  (await db.query(pruneSql, [most])).length
