/**
 * What everybody may do in a database by Postgres' own defaults, taken back: connect, make temporary tables, large objects and
 * tables in `public`. A hosted Postgres keeps some of it to itself; what stays open is told.
 */
import pg from 'pg'
import { insufficientPrivilege } from './role.ts'

interface Right {
  readonly what: string
  /** True while everybody may. */
  readonly isOpen: string
  /** Takes it back, in the database of this name. */
  revoke(client: pg.Client, database: string): Promise<unknown>
}

const ofDatabase = (what: string, right: string): Right => ({
  what,
  isOpen: `has_database_privilege('public', current_database(), '${right}')`,
  revoke: (client, database) => client.query(`revoke ${right} on database ${database} from public`),
})

const connecting = ofDatabase('connecting to the database', 'connect')

const largeObjects = `from pg_proc where pronamespace = 'pg_catalog'::regnamespace
  and proname ~ '^lo(_|read$|write$)' and has_function_privilege('public', oid, 'execute')`

const others: readonly Right[] = [
  ofDatabase('temporary tables', 'temporary'),
  {
    what: 'tables in the schema public',
    isOpen: `exists (select from pg_namespace where nspname = 'public' and has_schema_privilege('public', oid, 'create'))`,
    revoke: (client) => client.query('revoke create on schema public from public'),
  },
  {
    what: 'large objects',
    isOpen: `exists (select ${largeObjects})`,
    revoke: async (client) => {
      const functions = await namesOf(client, `select oid::regprocedure::text as name ${largeObjects}`)
      await client.query(`revoke execute on function ${functions.join(', ')} from public`)
    },
  },
]

const namesOf = async (client: pg.Client, sql: string): Promise<string[]> =>
  (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name)

/** Of what one may not do at all Postgres makes an error, and of what it does not do for want of rights only a warning. */
const unlessRefused = (reason: { code?: string }): void => {
  if (reason.code !== insufficientPrivilege) throw reason
}

const isOpen = async (client: pg.Client, right: Right): Promise<boolean> =>
  (await client.query<{ open: boolean }>(`select ${right.isOpen} as open`)).rows[0]?.open === true

const staysOpen = async (client: pg.Client, database: string, right: Right): Promise<boolean> => {
  if (!(await isOpen(client, right))) return false
  await right.revoke(client, database).catch(unlessRefused)
  return await isOpen(client, right)
}

/**
 * Who uses a schema here, or owns one, came in by everybody's right so far and has to go on coming in: a service of the release
 * before, or one that connects as who migrates it. Superusers come in anyway.
 */
const users = `
  select rolname as name from pg_namespace, aclexplode(nspacl) join pg_roles on pg_roles.oid = grantee
  where privilege_type = 'USAGE' and rolname !~ '^pg_'
  union select rolname from pg_namespace join pg_roles on pg_roles.oid = nspowner
  where not rolsuper and rolname !~ '^pg_'`

/** In the database's own list, and not through everybody's right. */
const admitted = `
  select rolname as name from pg_database, aclexplode(datacl) join pg_roles on pg_roles.oid = grantee
  where datname = current_database() and privilege_type = 'CONNECT'`

/** Whether all who have to come in are named now. */
const admitByName = async (client: pg.Client, database: string, role: string): Promise<boolean> => {
  const wanted = [...new Set([role, ...(await namesOf(client, users))])]
  const missing = async () => {
    const named = new Set(await namesOf(client, admitted))
    return wanted.filter((name) => !named.has(name))
  }
  for (const name of await missing())
    await client.query(`grant connect on database ${database} to ${pg.escapeIdentifier(name)}`).catch(unlessRefused)
  return (await missing()).length === 0
}

/** Lets `role` in by name, and takes from everybody what it can. Resolves to what everybody may still do. */
export const closePublicRights = async (client: pg.Client, role: string): Promise<string[]> => {
  const [name = ''] = await namesOf(client, 'select current_database() as name')
  const database = pg.escapeIdentifier(name)
  const mayClose = await admitByName(client, database, role)
  const open = mayClose ? [] : [connecting.what]
  for (const right of mayClose ? [connecting, ...others] : others)
    if (await staysOpen(client, database, right)) open.push(right.what)
  return open
}
