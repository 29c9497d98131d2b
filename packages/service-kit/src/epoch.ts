/** The epoch of a schema's history, and what begins another one. */
import pg from 'pg'

export const readEpoch = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query('select epoch from history')
  return rows[0].epoch
}

/** What Postgres sees of a service's processes. */
export const applicationName = (service: string) => `parley ${service}`

const runningSql = `
  select application_name as name, count(*)::int as connections from pg_stat_activity
  where datname = current_database() and application_name = any($1) group by 1 order by 1`

/** Never one that was there before, also where the same backup is restored twice. */
export const newEpochSql = (schema: string) => `
  update ${schema}.history set epoch = greatest(epoch + 1, extract(epoch from clock_timestamp())::bigint) returning epoch::text`

/** Throws where a process of these services is seen. */
export const refuseRunning = async (client: pg.Client, services: readonly string[]): Promise<void> => {
  const { rows } = await client.query(runningSql, [services.map(applicationName)])
  if (rows.length === 0) return
  const running = rows.map(({ name, connections }) => `${name} with ${connections} connections`).join(', ')
  throw new Error(`these run, and would go on with the old epoch: ${running}. Stop them first.`)
}

/**
 * After a backup was restored: what clients saw of the time behind it is no history any more, and each of them has to start
 * afresh. Returns the new epochs, by service. Throws, and changes nothing, where a process of these services is seen.
 */
export const beginEpoch = async (adminUrl: string, services: readonly string[]): Promise<Map<string, number>> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await refuseRunning(client, services)
    const epochs = new Map<string, number>()
    for (const service of services)
      epochs.set(service, Number((await client.query(newEpochSql(service))).rows[0].epoch))
    return epochs
  } finally {
    await client.end()
  }
}
