/** The epoch of a schema's history, and what begins another one. */
import pg from 'pg'

export const readEpoch = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query('select epoch from history')
  return rows[0].epoch
}

const runningSql = `
  select count(*)::int as connections from pg_stat_activity where datname = current_database() and application_name = $1`

/** Never one that was there before, also where the same backup is restored twice. */
const beginSql = (schema: string) => `
  update ${schema}.history set epoch = greatest(epoch + 1, extract(epoch from clock_timestamp())::bigint) returning epoch::text`

/** What Postgres sees of a service's processes. */
export const applicationName = (service: string) => `parley ${service}`

/**
 * After a backup was restored: what clients saw of the time behind it is no history any more, and each of them has to start
 * afresh. Returns the new epoch. Throws where processes of the service run, as they would go on with the old one.
 */
export const beginEpoch = async (adminUrl: string, service: string): Promise<number> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows: running } = await client.query(runningSql, [applicationName(service)])
    const { connections } = running[0]
    if (connections > 0) throw new Error(`${service} is running, with ${connections} connections: stop all of it first`)
    const { rows } = await client.query(beginSql(service))
    return Number(rows[0].epoch)
  } finally {
    await client.end()
  }
}
