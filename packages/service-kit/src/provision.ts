/**
 * Prepares a database for one service: its schema, its migrations, and a role that can use this schema and nothing
 * else. Run by the operator's migration job, by `npm start` and by tests, with a URL that may create roles.
 */
import { createHmac } from 'node:crypto'
import pg from 'pg'
import { migrate, readMigrations } from './migrate.ts'

export interface ServiceDatabase {
  readonly name: string
  readonly migrations: URL
}

export const roleOf = (service: string) => `parley_${service}`

/** Follows from the administrator's password, so that nothing has to be stored and every preparation agrees. */
const passwordOf = (adminUrl: string, role: string) =>
  createHmac('sha256', decodeURIComponent(new URL(adminUrl).password))
    .update(`role ${role}`)
    .digest('base64url')

/** The URL with which the service itself connects. */
export const serviceUrl = (adminUrl: string, service: string): string => {
  const url = new URL(adminUrl)
  url.username = roleOf(service)
  url.password = passwordOf(adminUrl, roleOf(service))
  return url.href
}

/** Roles belong to the whole server and locks to one database, so two preparations may meet here: try again. */
const ensureRole = async (client: pg.Client, role: string, password: string, triesLeft = 5): Promise<void> => {
  try {
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
    const verb = rowCount === 0 ? 'create' : 'alter'
    await client.query(`${verb} role ${role} login password ${pg.escapeLiteral(password)}`)
  } catch (reason) {
    const met = /already exists|duplicate key|concurrently updated/.test((reason as Error).message)
    if (!met || triesLeft <= 1) throw reason
    await ensureRole(client, role, password, triesLeft - 1)
  }
}

const grantSql = (schema: string, role: string) => `
  grant usage on schema ${schema} to ${role};
  grant select, insert, update, delete on all tables in schema ${schema} to ${role};
  grant usage on all sequences in schema ${schema} to ${role};
  grant execute on all functions in schema ${schema} to ${role};
  revoke insert, update, delete on ${schema}.migration from ${role};`

/** Returns the names of the migrations applied. Safe to repeat, and to run while services are up. */
export const provision = async (adminUrl: string, { name, migrations }: ServiceDatabase): Promise<string[]> => {
  const client = new pg.Client({ connectionString: adminUrl, options: `-c search_path=${name}` })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('parley provision', 0))`)
    const role = roleOf(name)
    await ensureRole(client, role, passwordOf(adminUrl, role))
    await client.query(`create schema if not exists ${name}`)
    const done = await migrate(client, await readMigrations(migrations))
    await client.query(grantSql(name, role))
    return done
  } finally {
    await client.end()
  }
}
