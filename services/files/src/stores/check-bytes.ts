/** What the stores hold, against what the tables say that they do. */
import type { Check, Finding, Queryable } from '@parley/service-kit'
import type { Placed } from '../store/contents.ts'
import type { Kept, Place } from './kept.ts'

interface OfName extends Finding, Placed {}

const atOnce = 100

const pageSql = `
  select name, place, size from stored where content is not null and name > $1 order by name limit $2`
const stillSql = 'select 1 from stored where name = $1 and place = $2 and content is not null'

interface Row extends Placed {
  readonly size: number
}

/** Those of which not all bytes are there; each is looked up once more, as it may have gone or been moved meanwhile. */
async function* lookForLost(db: Queryable, kept: Kept): AsyncGenerator<OfName> {
  for (let last = ''; ; ) {
    const rows = await db.query<Row>(pageSql, [last, atOnce])
    const sizes = await Promise.all(rows.map(({ name, place }) => kept.at(place).size(name)))
    for (const [at, { name, place, size }] of rows.entries()) {
      if (sizes[at] === size || (await db.query(stillSql, [name, place])).length === 0) continue
      yield { what: `${name} in ${place}: ${sizes[at] ?? 'no'} bytes of ${size}`, name, place }
    }
    last = rows.at(-1)?.name ?? ''
    if (rows.length < atOnce) return
  }
}

const unknownSql = `
  select asked.name from unnest($1::text[]) as asked (name)
  where not exists (select from stored where stored.name = regexp_replace(asked.name, '[.]part$', ''))`

const unknownAmong = async (db: Queryable, names: readonly string[]): Promise<string[]> =>
  (await db.query<{ name: string }>(unknownSql, [names])).map(({ name }) => name)

/** A name is written down before its bytes are, and goes after them: so what is listed and then not found in the table is a stray. */
async function* straysIn(db: Queryable, kept: Kept, place: Place): AsyncGenerator<OfName> {
  let batch: string[] = []
  const told = async () => {
    const unknown = await unknownAmong(db, batch)
    batch = []
    return unknown.map((name) => ({ what: `${name} in ${place}`, name, place }))
  }
  for await (const name of kept.at(place).list()) if (batch.push(name) >= atOnce) yield* await told()
  yield* await told()
}

const anySql = 'select name, place, size from stored where content is not null and place = $1 limit 5'

/** That this is the store of this database: nothing is removed from that of another deployment. */
const isOurs = async (db: Queryable, kept: Kept, place: Place): Promise<boolean> => {
  for (const { name } of await db.query<Row>(anySql, [place]))
    if ((await kept.at(place).size(name)) !== undefined) return true
  return false
}

export const byteChecks = (kept: Kept) => ({
  lost: {
    about: 'names whose bytes are not there, or not all of them: put them back from a backup',
    look: ({ db }) => lookForLost(db, kept),
    mend: async () => false,
  } satisfies Check<OfName>,
  strays: {
    about: 'names in a store that no table knows; they are removed where that store has some that one knows',
    look: async function* ({ db }) {
      for (const place of kept.places) yield* straysIn(db, kept, place)
    },
    mend: async (db, { name, place }) => {
      if ((await unknownAmong(db, [name])).length === 0 || !(await isOurs(db, kept, place))) return false
      await kept.at(place).remove([name.replace(/\.part$/, '')])
      return true
    },
  } satisfies Check<OfName>,
})
