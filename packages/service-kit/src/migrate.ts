/**
 * Numbered, forward-only SQL files. Those of the kit (streams, outbox) come before the service's own. A migration must
 * be safe while the previous release still runs; one that is not says so in its first line: `-- breaking`.
 */
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

export interface Migration {
  /** `kit` or `service`: each counts by itself. */
  readonly part: string
  readonly number: number
  readonly name: string
  readonly breaking: boolean
  readonly sql: string
}

const fileName = /^(\d{4})-([a-z0-9-]+)\.sql$/

const readFolder = async (part: string, folder: URL): Promise<Migration[]> => {
  const names = (await readdir(folder)).filter((name) => fileName.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const [, number = '', title = ''] = fileName.exec(name) ?? []
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { part, number: Number(number), name: title, breaking: sql.startsWith('-- breaking'), sql }
    }),
  )
}

const kitFolder = new URL('../migrations/', import.meta.url)

export const readMigrations = async (folder: URL): Promise<Migration[]> => [
  ...(await readFolder('kit', kitFolder)),
  ...(await readFolder('service', folder)),
]

interface Applied {
  readonly part: string
  readonly number: number
  readonly name: string
  readonly breaking: boolean
}

const idOf = ({ part, number, name }: Applied) => `${part} ${number} ${name}`

const bookSql = `
  create table if not exists migration (
    part text, number int, name text not null, breaking boolean not null, applied_at timestamptz not null default now(),
    primary key (part, number)
  )`

const applied = async (client: pg.Client | pg.Pool | pg.PoolClient): Promise<Applied[]> => {
  const { rows } = await client.query('select part, number, name, breaking from migration order by part, number')
  return rows
}

/**
 * Applies what is missing, each in its own transaction, one process at a time. The client's search_path is the
 * service's schema. Returns what was applied.
 */
export const migrate = async (client: pg.Client, migrations: readonly Migration[]): Promise<string[]> => {
  await client.query(`select pg_advisory_lock(hashtextextended('parley migrate ' || current_schema(), 0))`)
  try {
    await client.query(bookSql)
    const done = new Set((await applied(client)).map(idOf))
    const due = migrations.filter((migration) => !done.has(idOf(migration)))
    for (const migration of due) await applyOne(client, migration)
    return due.map(idOf)
  } finally {
    await client.query(`select pg_advisory_unlock(hashtextextended('parley migrate ' || current_schema(), 0))`)
  }
}

const noteSql = 'insert into migration (part, number, name, breaking) values ($1, $2, $3, $4)'

const carryOut = async (client: pg.Client, { part, number, name, breaking, sql }: Migration): Promise<void> => {
  await client.query(sql)
  await client.query(noteSql, [part, number, name, breaking])
}

/** In the transaction and the schema of the caller, who knows that nobody else is there. */
export const applyWithin = async (client: pg.Client, migrations: readonly Migration[]): Promise<void> => {
  await client.query(bookSql)
  for (const migration of migrations) await carryOut(client, migration)
}

const applyOne = async (client: pg.Client, migration: Migration) => {
  await client.query('begin')
  try {
    await carryOut(client, migration)
    await client.query('commit')
  } catch (reason) {
    await client.query('rollback')
    throw new Error(`migration ${idOf(migration)} failed: ${(reason as Error).message}`, { cause: reason })
  }
}

/** Says why this release must not run on this schema, or nothing. Ahead is fine unless something broke with the old. */
export const schemaFault = (known: readonly Applied[], found: readonly Applied[]): string | undefined => {
  const foundIds = new Set(found.map(idOf))
  const knownIds = new Set(known.map(idOf))
  const missing = known.filter((migration) => !foundIds.has(idOf(migration)))
  const breaking = found.filter((migration) => migration.breaking && !knownIds.has(idOf(migration)))
  if (missing.length > 0) return `the schema is behind: apply ${missing.map(idOf).join(', ')} with "npm run migrate"`
  if (breaking.length > 0) return `the schema is ahead by ${breaking.map(idOf).join(', ')}: run a newer release`
  return undefined
}

/** Refuses a schema that does not fit this release. */
export const checkSchema = async (pool: pg.Pool, migrations: readonly Migration[]): Promise<void> => {
  const found = await applied(pool).catch((reason: { code?: string }) => {
    if (reason.code === '42P01') return []
    throw reason
  })
  const fault = schemaFault(migrations, found)
  if (fault) throw new Error(fault)
}
