/**
 * What every connection of a service has to have: its schema, and the settings on which its statements rely. A connection of
 * its own is told so; what a pooler hands out is another one at any moment, and is only looked at: it has them from the role
 * (`parley migrate` notes them there), or the service must not use it.
 */
import type pg from 'pg'
import { ConfigFaults } from './config.ts'
import type { Queryable } from './database.ts'

/**
 * The generic plan is forced: planning one message anew costs more than carrying it out (0.60 ms against 0.39 ms). Such
 * a plan is made once, perhaps on an empty table, and kept while it grows; so what is quick on small tables only is
 * ruled out. Every statement of a service is a probe by key.
 */
const planning = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}

/** As Postgres itself writes them. */
export const sessionSettings = (schema: string): Readonly<Record<string, string>> => ({
  search_path: schema,
  ...planning,
  statement_timeout: '15s',
  idle_in_transaction_session_timeout: '15s',
})

/** Longer than any statement may take there: who says nothing by then is not there. */
export const silentAfterMs = 20_000

/** `process` is whom the connection was given at its start: through a pooler that is no process of the server. */
const tellSql = `
  select set_config(name, value, false) from unnest($1::text[], $2::text[]) as wanted (name, value)
  where pg_backend_pid() = $3`

const lookSql = `
  select current_schema() as schema, pg_backend_pid() <> $3 as pooled, array(
    select name from unnest($1::text[], $2::text[]) as wanted (name, value)
    where current_setting(name, true) is distinct from value
  ) as others`

interface Session {
  readonly schema: string | null
  readonly pooled: boolean
  readonly others: readonly string[]
}

const wrongSchema = (schema: string, found: string | null) =>
  new ConfigFaults([
    `POSTGRES_URL leads through a pooler, and the schema there is ${found ?? 'none'} instead of ${schema}: give the service a role of its own and run "parley migrate", which notes the schema for that role; then let the pooler connect anew (RECONNECT in PgBouncer)`,
  ])

interface Numbered {
  readonly processID?: number | null
}

/** A pooler by statements refuses the first transaction, and not the look. */
const tryTransaction = async (client: pg.ClientBase): Promise<void> => {
  await client.query('begin')
  await client.query('commit')
}

/** Brings a new connection to the settings, or throws `ConfigFaults`. Resolves to those that a pooler's does not have. */
export const prepareSession = async (client: pg.ClientBase, schema: string): Promise<readonly string[]> => {
  const settings = sessionSettings(schema)
  const values = [Object.keys(settings), Object.values(settings), (client as Numbered).processID ?? 0]
  await client.query(tellSql, values)
  const { rows } = await client.query<Session>(lookSql, values)
  const [{ schema: found, pooled, others } = { schema: null, pooled: true, others: [] }] = rows
  // One that is not made yet is found by nobody: whoever looks for its tables says so.
  const isRight = found === schema || (found === null && !others.includes('search_path'))
  if (pooled && !isRight) throw wrongSchema(schema, found)
  if (pooled) await tryTransaction(client)
  return others
}

const writableSql = `
  select current_schema() is not distinct from $1 and current_setting('transaction_read_only') = 'off' as writable`

/** Whether the service could do its work now: a standby, and a server that was turned read-only, take no writes. */
export const takesWrites = async (db: Queryable, schema: string): Promise<boolean> =>
  (await db.query<{ writable: boolean }>(writableSql, [schema]))[0]?.writable === true
