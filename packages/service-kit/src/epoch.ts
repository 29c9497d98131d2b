/** The epoch of a schema's history, and what begins another one. */
import type pg from 'pg'
import { openClient } from './postgres-connect.ts'

/** What Postgres sees of a service's processes; behind it may stand what POSTGRES_URL or a pooler adds. */
export const applicationName = (service: string) => `parley ${service}`

const runningSql = `
  select split_part(application_name, ' ', 2) as name, count(*)::int as connections from pg_stat_activity
  where datname = current_database()
    and split_part(application_name, ' ', 1) = 'parley' and split_part(application_name, ' ', 2) = any($1)
  group by 1 order by 1`

/** Never one that was there before, also where the same backup is restored twice. It has begun on this server. */
export const newEpochSql = (schema: string) => `
  update ${schema}.history set
    epoch = greatest(epoch + 1, extract(epoch from clock_timestamp())::bigint),
    lineage = ${schema}.server_timeline() || '/' || tableoid, cluster = ${schema}.server_cluster()
  returning epoch::text`

/** Throws where a process of these services is seen. */
export const refuseRunning = async (client: pg.Client, services: readonly string[]): Promise<void> => {
  const { rows } = await client.query(runningSql, [services])
  if (rows.length === 0) return
  const running = rows
    .map(({ name, connections }) => `${applicationName(name)} with ${connections} connections`)
    .join(', ')
  throw new Error(`these run, and would go on with the old epoch: ${running}. Stop them first.`)
}

/**
 * After a backup was restored: what clients saw of the time behind it is no history any more, and each of them has to start
 * afresh. Returns the new epochs, by service. Throws, and changes nothing, where a process of these services is seen.
 */
export const beginEpoch = async (adminUrl: string, services: readonly string[]): Promise<Map<string, number>> => {
  const client = await openClient(adminUrl)
  try {
    await refuseRunning(client, services)
    const epochs = new Map<string, number>()
    for (const service of services) {
      // A backup may be of before there was this service.
      const { rows } = await client.query('select to_regclass($1) is not null as made', [`${service}.history`])
      if (rows[0].made) epochs.set(service, Number((await client.query(newEpochSql(service))).rows[0].epoch))
    }
    return epochs
  } finally {
    await client.end()
  }
}
