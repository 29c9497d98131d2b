/** The tables of timed work: a schema of their own beside that of the service, made and brought up to date by who migrates. */
import type pg from 'pg'
import boss from 'pg-boss/package.json' with { type: 'json' }
import { inSchema } from './migrate.ts'

/** The version of the tables that this release works with. */
export const jobsVersion: number = boss.pgboss.schema

export const jobsSchema = (service: string): string => `${service}_jobs`

const foundVersion = async (client: pg.Client, schema: string): Promise<number> => {
  const { rows } = await client.query(`select to_regclass($1) is not null as there`, [`${schema}.version`])
  return rows[0].there ? Number((await client.query(`select version from ${schema}.version`)).rows[0].version) : 0
}

/** Whether anything had to be done. Plans of the library are transactions of their own, under a lock of theirs. */
export const migrateJobs = async (client: pg.Client, service: string): Promise<boolean> => {
  const schema = jobsSchema(service)
  await client.query(`create schema if not exists ${schema}`)
  const found = await foundVersion(client, schema)
  if (found >= jobsVersion) return false
  const { getConstructionPlans, getMigrationPlans } = await import('pg-boss')
  await client.query(
    found === 0 ? getConstructionPlans(schema, { createSchema: false }) : getMigrationPlans(schema, found),
  )
  return true
}

/** What a service's role may do there: use what is there, and make nothing. Processes take turns by rows of `version`. */
export const grantJobs = (client: pg.Client, service: string, role: string) =>
  inSchema(client, jobsSchema(service), () =>
    client.query(`
      grant usage on schema ${jobsSchema(service)} to ${role};
      grant select, insert, update, delete on all tables in schema ${jobsSchema(service)} to ${role};
      grant usage on all sequences in schema ${jobsSchema(service)} to ${role};
      grant execute on all functions in schema ${jobsSchema(service)} to ${role};`),
  )
