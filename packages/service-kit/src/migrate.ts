/**
 * Numbered, forward-only SQL files. Those of the kit (streams, outbox) come before the service's own. A migration must
 * be safe while the previous release still runs; one that is not says so in its first line: `-- breaking`.
 */
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** How long a migration waits for a lock: for so long everybody else waits behind it. */
const lockMs = 500
/** In between, whoever writes and reads goes on. */
const pauseMs = 1_000
const mostTries = 120

const lockTimeout = '55P03'

interface Migrating {
  readonly schema: string
  /** Told, a line at a time, what holds it up. */
  readonly tell: (line: string) => void
}

/**
 * A transaction in the schema, alone among those who migrate it. All that it needs is of the transaction and not of the session: a
 * pooler may give the next one another connection, and drop what the first was told.
 */
export const inSchema = async <T>(client: pg.Client, schema: string, work: () => Promise<T>): Promise<T> => {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('parley migrate ' || $1, 0))`, [schema])
    await client.query(setSql, [schema, `${lockMs}ms`])
    const { rows } = await client.query('select current_schema() as schema')
    if (rows[0]?.schema !== schema) throw new Error(`there is no schema ${schema} to migrate, or nobody may use it`)
    const result = await work()
    await client.query('commit')
    return result
  } catch (reason) {
    await client.query('rollback').catch(() => {})
    throw reason
  }
}

/** A migration of a large table takes as long as it takes. */
const setSql = `
  select set_config('search_path', $1, true), set_config('lock_timeout', $2, true), set_config('statement_timeout', '0', true)`

/**
 * Applies what is missing, each in its own transaction, one process at a time. A lock that it cannot have is waited for in
 * short pieces, so that nobody waits behind it for long. Returns what was applied.
 */
export const migrate = async (
  client: pg.Client,
  schema: string,
  migrations: readonly Migration[],
  tell: (line: string) => void = () => {},
): Promise<string[]> => {
  await inSchema(client, schema, () => client.query(bookSql))
  const done: string[] = []
  for (const migration of migrations)
    if (await applyPatiently(client, migration, { schema, tell })) done.push(idOf(migration))
  return done
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

/** False where somebody has applied it before. */
const applyPatiently = async (client: pg.Client, migration: Migration, migrating: Migrating): Promise<boolean> => {
  for (let triesLeft = mostTries; ; triesLeft--) {
    try {
      return await inSchema(client, migrating.schema, () => applyOne(client, migration))
    } catch (reason) {
      const { code, message } = reason as { code?: string; message: string }
      if (code !== lockTimeout || triesLeft <= 1)
        throw new Error(`migration ${idOf(migration)} failed: ${message}`, { cause: reason })
      migrating.tell(`migration ${idOf(migration)} waits for a lock that ${await holdersOf(client)}; trying again`)
      await sleep(pauseMs)
    }
  }
}

const applyOne = async (client: pg.Client, migration: Migration): Promise<boolean> => {
  if ((await applied(client)).some((known) => idOf(known) === idOf(migration))) return false
  await carryOut(client, migration)
  return true
}

const oldestSql = `
  select pid, application_name as name, extract(epoch from now() - xact_start)::int as seconds from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null order by xact_start limit 1`

/** The oldest transaction is the one to look at first. */
const holdersOf = async (client: pg.Client): Promise<string> => {
  const { rows } = await client.query(oldestSql)
  const [oldest] = rows
  if (!oldest) return 'somebody holds'
  return `others hold, of whom process ${oldest.pid} (${oldest.name}) has had a transaction for ${oldest.seconds} s`
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
