/**
 * Prepares a database for one service: its schema, its migrations, and a role that can use this schema and nothing
 * else. Run by the operator's migration job, by `npm start` and by tests.
 */
import { createHmac } from 'node:crypto'
import pg from 'pg'
import { migrate, readMigrations } from './migrate.ts'
import { credentialsOf, ensureRole } from './role.ts'

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

const grantSql = (schema: string, role: string) => `
  grant usage on schema ${schema} to ${role};
  grant select, insert, update, delete on all tables in schema ${schema} to ${role};
  grant usage on all sequences in schema ${schema} to ${role};
  grant execute on all functions in schema ${schema} to ${role};
  revoke insert, update, delete on ${schema}.migration from ${role};`

/**
 * Returns the names of the migrations applied. Safe to repeat, and to run while services are up. `url` is the one with
 * which the service connects; where its user is the administrator, the service gets no role of its own.
 */
export const provision = async (
  adminUrl: string,
  { name, migrations }: ServiceDatabase,
  url = serviceUrl(adminUrl, name),
): Promise<string[]> => {
  const { user } = credentialsOf(url)
  const client = new pg.Client({ connectionString: adminUrl, options: `-c search_path=${name}` })
  const hasOwnRole = user !== client.user
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('parley provision', 0))`)
    if (hasOwnRole) await ensureRole(client, url)
    await client.query(`create schema if not exists ${name}`)
    const done = await migrate(client, await readMigrations(migrations))
    if (hasOwnRole) await client.query(grantSql(name, pg.escapeIdentifier(user)))
    return done
  } finally {
    await client.end()
  }
}
