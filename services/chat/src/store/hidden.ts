/** Whose words somebody does not see: of whom they have said so, and of whom they block. */

import { type Database, type InEpoch, type Queryable, streamName } from '@parley/service-kit'
import type { ReaderSight, Sight } from '@parley/wire'
import type { Pair } from './curbs.ts'

const listSql = `select author from hidden where person = $1 order by author`

export const listHidden = async (db: Queryable, person: string): Promise<string[]> =>
  (await db.query<{ author: string }>(listSql, [person])).map(({ author }) => author)

/** Of somebody who asks; undefined where they hide nobody. */
export const sightOf = async (db: Queryable, person: string): Promise<Sight | undefined> => {
  const authors = await listHidden(db, person)
  return authors.length === 0 ? undefined : { hides: new Set(authors), audiences: new Set() }
}

const countSql = `select count(*)::int as own from hidden where person = $1 and own`

/** Of how many they have said so. */
export const countHidden = async (db: Queryable, person: string): Promise<number> =>
  (await db.query<{ own: number }>(countSql, [person]))[0]?.own ?? 0

const insertSql = `
  insert into hidden (person, author) values ($1, $2) on conflict (person, author) do update set own = true where not hidden.own
  returning hidden.blocked`
const deleteSql = `delete from hidden where person = $1 and author = $2 returning 1`

/** False where they did not see them anyway. */
export const insertHidden = async (db: Queryable, person: string, author: string): Promise<boolean> =>
  (await db.query<{ blocked: boolean }>(insertSql, [person, author]))[0]?.blocked === false

/** False where they did not hide them, or do not see them still, as they block them. */
export const deleteHidden = async (db: Queryable, person: string, author: string): Promise<boolean> =>
  (await db.query(deleteSql, [person, author])).length > 0

const hideSql = `
  insert into hidden (person, author, own, blocked)
  select person, author, false, true from unnest($1::uuid[], $2::uuid[]) as new (person, author) order by person, author
  on conflict (person, author) do update set blocked = true where not hidden.blocked
  returning person, author as other, not own as changed`
const unblockSql = `
  update hidden set blocked = false from unnest($1::uuid[], $2::uuid[]) as old (person, author)
  where hidden.person = old.person and hidden.author = old.author and hidden.blocked`
const showSql = `
  delete from hidden using unnest($1::uuid[], $2::uuid[]) as old (person, author)
  where hidden.person = old.person and hidden.author = old.author and not hidden.own
  returning hidden.person, hidden.author as other`

const columnsOf = (pairs: readonly Pair[]) => [pairs.map(({ person }) => person), pairs.map(({ other }) => other)]

/** Gives those who saw the other until then. */
export const hideBlocked = async (tx: Queryable, pairs: readonly Pair[]): Promise<Pair[]> =>
  (await tx.query<Pair & { changed: boolean }>(hideSql, columnsOf(pairs))).filter(({ changed }) => changed)

/** Gives those who see the other from now on: not who has said besides that they do not want to. */
export const showUnblocked = async (tx: Queryable, pairs: readonly Pair[]): Promise<Pair[]> => {
  await tx.query(unblockSql, columnsOf(pairs))
  return tx.query<Pair>(showSql, columnsOf(pairs))
}

/** Of those by whom somebody is blocked, so many are told to gateways. */
const mostMissed = 250

/** One statement, so that it is of the position that it names. */
const sightsSql = `
  select stream.id as reader, stream.head as at, (select current_epoch()) as epoch,
    array(select author::text from hidden where hidden.person = stream.id) as hides,
    array(select person::text from curb where curb.other = stream.id and blocks limit ${mostMissed}) as misses
  from stream where stream.id = any($1::uuid[])`

interface SightRow extends InEpoch {
  readonly reader: string
  readonly at: number
  readonly hides: readonly string[]
  readonly misses: readonly string[]
}

/** In the order of the readers. */
export const readSights = async (db: Database, readers: readonly string[]): Promise<ReaderSight[]> => {
  const rows = await db.query<SightRow>(sightsSql, [readers])
  db.read(rows)
  const byReader = new Map(rows.map((row) => [row.reader, row]))
  return readers.map((reader) => {
    const { at = 0, hides = [], misses = [] } = byReader.get(reader) ?? {}
    return { on: streamName('chat/user', reader), at, hides, audiences: [], ...(misses.length > 0 ? { misses } : {}) }
  })
}
