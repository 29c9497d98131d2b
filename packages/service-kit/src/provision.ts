/**
 * Prepares a database for one service: its schema, its migrations, and a role that can use this schema and nothing
 * else. Run by the operator's migration job, by `npm start` and by tests.
 */
import { createHmac } from 'node:crypto'
import pg from 'pg'
import { migrate, readMigrations } from './migrate.ts'
import { namedIn, withUser } from './postgres-url.ts'
import { closePublicRights } from './public-rights.ts'
import { credentialsOf, ensureRole } from './role.ts'

export interface ServiceDatabase {
  readonly name: string
  readonly migrations: URL
}

/** The lock that whoever changes schemas holds, and whoever copies them shares. */
export const migrationLock = `hashtextextended('parley provision', 0)`

export const roleOf = (service: string) => `parley_${service}`

/**
 * Follows from the administrator's password, so that nothing has to be stored and every preparation agrees. Of a URL that has
 * none it would follow from what everybody knows.
 */
const passwordOf = (adminUrl: string, role: string): string => {
  const { password } = namedIn(adminUrl)
  if (password.trim() === '') throw new Error(noPassword)
  return createHmac('sha256', password).update(`role ${role}`).digest('base64url')
}

const noPassword =
  'POSTGRES_URL has no password in it, from which those of the services could follow: put it there, as in ' +
  'postgres://user:password@host/database, or migrate each service with a SERVICE_URL of its own, as in: parley migrate chat'

/** The URL with which the service itself connects. Throws where `adminUrl` has no password from which the service's could follow. */
export const serviceUrl = (adminUrl: string, service: string): string => {
  const user = roleOf(service)
  return withUser(adminUrl, { user, password: passwordOf(adminUrl, user) })
}

const grantSql = (schema: string, role: string) => `
  grant usage on schema ${schema} to ${role};
  grant select, insert, update, delete on all tables in schema ${schema} to ${role};
  grant usage on all sequences in schema ${schema} to ${role};
  grant execute on all functions in schema ${schema} to ${role};
  revoke insert, update, delete on ${schema}.migration from ${role};`

const stillOpen = 'open to every role still, as that of POSTGRES_URL may not change it'

/**
 * Returns the names of the migrations applied. Safe to repeat, and to run while services are up. `url` is the one with
 * which the service connects; where its user is the administrator, the service gets no role of its own. `tell` is told what
 * everybody may do besides, where the administrator may not change that.
 */
export const provision = async (
  adminUrl: string,
  { name, migrations }: ServiceDatabase,
  url = serviceUrl(adminUrl, name),
  tell: (line: string) => void = () => {},
): Promise<string[]> => {
  const { user } = credentialsOf(url)
  const client = new pg.Client({ connectionString: adminUrl, options: `-c search_path=${name}` })
  const hasOwnRole = user !== client.user
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(${migrationLock})`)
    if (hasOwnRole) await ensureRole(client, url)
    await client.query(`create schema if not exists ${name}`)
    const done = await migrate(client, await readMigrations(migrations))
    if (!hasOwnRole) return done
    await client.query(grantSql(name, pg.escapeIdentifier(user)))
    const open = await closePublicRights(client, user)
    if (open.length > 0) tell(`${stillOpen}: ${open.join(', ')}`)
    return done
  } finally {
    await client.end()
  }
}
