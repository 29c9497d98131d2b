/** What of a database belongs into an archive, and in which order. */
import type pg from 'pg'
import type { NotedMigration, NotedService, Table } from './archive.ts'

/**
 * What belongs to the server and its transactions, and not to the data: another one counts its own. The header has the epoch
 * and the migrations, and whoever follows an outbox reads all anew in another epoch.
 */
const ofTheServer = ['migration', 'history', 'outbox', 'outbox_position', 'projection']

const tablesSql = `
  select relname as name from pg_class
  where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> all($2)
  order by relname`

const columnsSql = `
  select attname as name from pg_attribute
  where attrelid = format('%I.%I', $1::text, $2::text)::regclass and attnum > 0 and not attisdropped and attgenerated = ''
  order by attnum`

const neededSql = `
  select distinct child.relname as child, parent.relname as parent
  from pg_constraint join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
  where contype = 'f' and child.relnamespace = $1::regnamespace and child.oid <> parent.oid`

const namesOf = async (client: pg.Client, sql: string, values: unknown[]): Promise<string[]> =>
  (await client.query<{ name: string }>(sql, values)).rows.map(({ name }) => name)

/** Each behind all that its rows point to. */
export const parentsFirst = (
  names: readonly string[],
  needs: readonly { readonly child: string; readonly parent: string }[],
): string[] => {
  const ordered: string[] = []
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new Error(`the tables ${above.join(', ')} point to each other in a circle`)
    if (ordered.includes(name)) return
    for (const { child, parent } of needs) if (child === name) visit(parent, [...above, name])
    if (names.includes(name)) ordered.push(name)
  }
  for (const name of names) visit(name, [])
  return ordered
}

export const tablesOf = async (client: pg.Client, service: string): Promise<Table[]> => {
  const names = await namesOf(client, tablesSql, [service, ofTheServer])
  const { rows: needs } = await client.query(neededSql, [service])
  const tables: Table[] = []
  for (const name of parentsFirst(names, needs))
    tables.push({ service, name, columns: await namesOf(client, columnsSql, [service, name]) })
  return tables
}

const migrationsSql = (service: string) =>
  `select part, number, name, breaking from ${service}.migration order by applied_at, part, number`

const sequencesSql = `
  select sequencename as name, last_value::text as last from pg_sequences
  where schemaname = $1 and last_value is not null order by 1`

export const noteOf = async (client: pg.Client, name: string): Promise<NotedService> => {
  const { rows: migrations } = await client.query<NotedMigration>(migrationsSql(name))
  const { rows: history } = await client.query(`select epoch::text from ${name}.history`)
  const { rows: sequences } = await client.query(sequencesSql, [name])
  return { name, epoch: Number(history[0].epoch), migrations, sequences }
}
