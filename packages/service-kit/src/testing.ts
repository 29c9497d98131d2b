/**
 * For tests: a database of one's own on the real Postgres, copied from a template that holds the migrated schemas, and
 * subjects of one's own on the real NATS.
 */
import { createHash, randomUUID } from 'node:crypto'
import { type Event, events } from '@parley/protocol'
import pg from 'pg'
import type { Environment } from './config.ts'
import { readMigrations } from './migrate.ts'
import { provision, type ServiceDatabase, serviceUrl } from './provision.ts'

export { Limit } from './limit.ts'

export interface BackingUrls {
  readonly postgresUrl: string
  /** The folder of its socket file, for who does not stand in the way of what goes to Postgres. */
  readonly postgresSocket?: string
  readonly natsUrl: string
  readonly redisUrl: string
}

export interface TestEnvironment extends AsyncDisposable {
  /** The environment of a service's process, or of the gateway's where none is named. */
  env(service?: string): Environment
  readonly adminUrl: string
  readonly prefix: string
}

/**
 * Puts events of a test's own into the protocol table, for as long as this process runs. Whoever looks an event up finds them; whoever
 * reads the table does not, such as a test of the reference pages that comes to run in the same process. What the product has by such a
 * name stays as it is: other tests of the same process go by it.
 */
export const addEvents = (own: Readonly<Record<string, Partial<Event> | { readonly stream: string }>>): void => {
  for (const [name, value] of Object.entries(own)) {
    if (Object.keys(events).includes(name)) throw new Error(`the product has an event ${name}`)
    Object.defineProperty(events, name, { value, configurable: true, enumerable: false })
  }
}

const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

const bySocket = (url: string, folder: string | undefined): string => {
  const changed = new URL(url)
  if (folder) changed.searchParams.set('host', folder)
  return changed.href
}

const onAdmin = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const templateName = async (services: readonly ServiceDatabase[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const { name, migrations } of services) {
    hash.update(name)
    for (const migration of await readMigrations(migrations)) hash.update(migration.sql)
  }
  return `parley_template_${hash.digest('hex').slice(0, 16)}`
}

/** Made by whoever comes first; the others wait for the lock. A half-made one has another name and is dropped. */
const ensureTemplate = async (adminUrl: string, services: readonly ServiceDatabase[]): Promise<string> => {
  const name = await templateName(services)
  await onAdmin(adminUrl, async (client) => {
    await client.query(`select pg_advisory_lock(hashtextextended('parley template', 0))`)
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount) return
    await client.query(`drop database if exists ${name}_new`)
    await client.query(`create database ${name}_new`)
    for (const service of services) await provision(withDatabase(adminUrl, `${name}_new`), service)
    await client.query(`alter database ${name}_new rename to ${name}`)
  })
  return name
}

/** Its own database and prefix for one test file; both are gone after disposal. */
export const testEnvironment = async (
  backing: BackingUrls,
  services: readonly ServiceDatabase[],
): Promise<TestEnvironment> => {
  const template = await ensureTemplate(backing.postgresUrl, services)
  const name = `parley_test_${randomUUID().replaceAll('-', '')}`
  await onAdmin(backing.postgresUrl, (client) => client.query(`create database ${name} template ${template}`))
  const adminUrl = bySocket(withDatabase(backing.postgresUrl, name), backing.postgresSocket)
  const prefix = `t${name.slice(-12)}`
  return {
    adminUrl,
    prefix,
    env: (service) => ({
      ...(service ? { POSTGRES_URL: serviceUrl(adminUrl, service), POSTGRES_POOL: '3' } : {}),
      NATS_URL: backing.natsUrl,
      NATS_PREFIX: prefix,
      REDIS_URL: backing.redisUrl,
      HOST: '127.0.0.1',
      HTTP_PORT: '0',
      LOG_LEVEL: 'warn',
    }),
    [Symbol.asyncDispose]: async () => {
      await onAdmin(backing.postgresUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/**
 * Connections of whoever owns the database of a test, to look into a schema of it. Its end does not wait for the server: what a database that
 * is dropped at once says to them is nobody's fault.
 */
export const openAdmin = (url: string, schema: string, max: number): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, options: `-c search_path=${schema}`, max })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

export { type Account, makeAccounts } from './accounts.ts'
export { type Asker, makeAsker } from './asker.ts'
export { makeDatabase } from './database.ts'
export { openPool } from './history-pool.ts'
export { openJobs } from './jobs.ts'
export { sessionSettings } from './postgres-session.ts'
export { compiled, programOf, sourceOf } from './program.ts'
export { makePublisher } from './publisher.ts'
export { makePool, type Pool } from './sql.ts'
