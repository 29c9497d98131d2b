/** Whose words somebody does not see. */

import { type Database, type InEpoch, type Queryable, streamName } from '@parley/service-kit'
import type { ReaderSight, Sight } from '@parley/wire'

const listSql = `select author from hidden where person = $1 order by author`

export const listHidden = async (db: Queryable, person: string): Promise<string[]> =>
  (await db.query<{ author: string }>(listSql, [person])).map(({ author }) => author)

/** Of somebody who asks; undefined where they hide nobody. */
export const sightOf = async (db: Queryable, person: string): Promise<Sight | undefined> => {
  const authors = await listHidden(db, person)
  return authors.length === 0 ? undefined : { hides: new Set(authors), audiences: new Set() }
}

const insertSql = `insert into hidden (person, author) values ($1, $2) on conflict do nothing`
const deleteSql = `delete from hidden where person = $1 and author = $2 returning 1`

export const insertHidden = async (db: Queryable, person: string, author: string): Promise<void> =>
  void (await db.query(insertSql, [person, author]))

/** False where they did not hide them. */
export const deleteHidden = async (db: Queryable, person: string, author: string): Promise<boolean> =>
  (await db.query(deleteSql, [person, author])).length > 0

/** One statement, so that it is of the position that it names. */
const sightsSql = `
  select stream.id as reader, stream.head as at, (select current_epoch()) as epoch,
    array(select author::text from hidden where hidden.person = stream.id) as hides
  from stream where stream.id = any($1::uuid[])`

interface SightRow extends InEpoch {
  readonly reader: string
  readonly at: number
  readonly hides: readonly string[]
}

/** In the order of the readers. */
export const readSights = async (db: Database, readers: readonly string[]): Promise<ReaderSight[]> => {
  const rows = await db.query<SightRow>(sightsSql, [readers])
  db.read(rows)
  const byReader = new Map(rows.map((row) => [row.reader, row]))
  return readers.map((reader) => {
    const { at = 0, hides = [] } = byReader.get(reader) ?? {}
    return { on: streamName('chat/user', reader), at, hides, audiences: [] }
  })
}
