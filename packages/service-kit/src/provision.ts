/**
 * Prepares a database for one service: its schema, its migrations, and a role that can use this schema and nothing
 * else. Run by the operator's migration job, by `npm start` and by tests.
 */
import { createHmac } from 'node:crypto'
import pg from 'pg'
import { inSchema, migrate, readMigrations } from './migrate.ts'
import { openClient } from './postgres-connect.ts'
import { sessionSettings } from './postgres-session.ts'
import { namedIn, withUser } from './postgres-url.ts'
import { closePublicRights } from './public-rights.ts'
import { credentialsOf, ensureRole, insufficientPrivilege } from './role.ts'

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

/** What a migration calls so in its comment, the service adds to and never changes. */
const appendOnlySql = (schema: string, role: string) => `
  do $$
  declare its_name text;
  begin
    for its_name in
      select relname from pg_class where relnamespace = '${schema}'::regnamespace and relkind = 'r'
        and obj_description(oid, 'pg_class') = 'append only'
    loop
      execute format('revoke update, delete, truncate on ${schema}.%I from ${role}', its_name);
    end loop;
  end
  $$`

/** What a migration makes is the service's from its commit on: processes of the release before run meanwhile, and may meet it. */
const grantAheadSql = (schema: string, role: string) => `
  alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role};
  alter default privileges in schema ${schema} grant usage on sequences to ${role};`

const setSql = (schema: string, role: string, database: string) =>
  Object.entries(sessionSettings(schema))
    .map(([name, value]) => `alter role ${role} in database ${database} set ${name} = ${pg.escapeLiteral(value)};`)
    .join('\n')

/**
 * With the role the settings are there on every connection, also where a pooler drops what a service tells it. Where the
 * administrator may not change the role, it may do so itself.
 */
const noteSettings = async (client: pg.Client, schema: string, url: string): Promise<boolean> => {
  const { rows } = await client.query('select current_database() as name')
  const sql = setSql(schema, pg.escapeIdentifier(namedIn(url).user), pg.escapeIdentifier(rows[0].name))
  const unlessRefused = (reason: { code?: string }) => {
    if (reason.code !== insufficientPrivilege) throw reason
    return undefined
  }
  if (await client.query(sql).catch(unlessRefused)) return true
  const own = await openClient(url).catch(() => undefined)
  try {
    return (await own?.query(sql).catch(unlessRefused)) !== undefined
  } finally {
    await own?.end()
  }
}

const unnoted =
  'the role of the service may not be given its settings, which it needs where POSTGRES_URL leads through a pooler'

/**
 * One preparation of a database at a time. The lock is that of a transaction on a connection of its own, which does nothing
 * else: one of a session would stay behind at a pooler.
 */
const alone = async (adminUrl: string): Promise<AsyncDisposable> => {
  const client = await openClient(adminUrl, 'parley migrate')
  await client.query('begin')
  await client.query('set local idle_in_transaction_session_timeout = 0')
  await client.query(`select pg_advisory_xact_lock(${migrationLock})`)
  return { [Symbol.asyncDispose]: () => client.end() }
}

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
  await using _ = await alone(adminUrl)
  const client = await openClient(adminUrl, 'parley migrate')
  const hasOwnRole = user !== client.user
  try {
    if (hasOwnRole) await ensureRole(client, url)
    await client.query(`create schema if not exists ${name}`)
    if (hasOwnRole) await client.query(grantAheadSql(name, pg.escapeIdentifier(user)))
    const done = await migrate(client, name, await readMigrations(migrations), tell)
    if (!hasOwnRole) return done
    await inSchema(client, name, () => client.query(grantSql(name, pg.escapeIdentifier(user))))
    await client.query(appendOnlySql(name, pg.escapeIdentifier(user)))
    if (!(await noteSettings(client, name, url))) tell(unnoted)
    const open = await closePublicRights(client, user)
    if (open.length > 0) tell(`${stillOpen}: ${open.join(', ')}`)
    return done
  } finally {
    await client.end()
  }
}
