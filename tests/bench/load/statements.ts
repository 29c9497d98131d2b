/** The SQL statements that a Postgres of ours carries out, as its log has them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '@parley/backing'
import pg from 'pg'

/** Its own mark, so that the counting is not counted. */
const ownName = 'bench'
const statement = /^(?!bench\|).*?\|LOG: {2}(statement|execute )/gm

const configure = async ({ url }: Server, settings: Readonly<Record<string, string>>): Promise<void> => {
  const client = new pg.Client({ connectionString: url, application_name: ownName })
  await client.connect()
  for (const [name, value] of Object.entries(settings)) await client.query(`alter system set ${name} = '${value}'`)
  await client.query('select pg_reload_conf()')
  await client.end()
}

const countLogged = async ({ dataDir }: Server): Promise<number> =>
  (await readFile(join(dataDir, 'postgres.log'), 'utf8')).match(statement)?.length ?? 0

/** Begins to count; the function ends it and tells how many statements there were, whoever made them. */
export const countStatements = async (postgres: Server): Promise<() => Promise<number>> => {
  await configure(postgres, { log_line_prefix: '%a|', log_parameter_max_length: '0', log_statement: 'all' })
  const before = await countLogged(postgres)
  return async () => {
    await configure(postgres, { log_statement: 'none' })
    return (await countLogged(postgres)) - before
  }
}
