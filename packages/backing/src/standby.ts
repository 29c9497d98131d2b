/** A second Postgres that follows a first one, as one that is to take over when the first is lost. */
import { execFile } from 'node:child_process'
import { appendFile, copyFile, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { environment, serverEnv } from './env.ts'
import { type PostgresOptions, startCluster } from './postgres.ts'
import { type Cluster, clusterIn, handOver } from './postgres-cluster.ts'
import { postgresPrograms } from './postgres-programs.ts'
import { privateFolder, writePrivate } from './private-files.ts'
import type { Server } from './server.ts'

export interface Standby extends Server {
  /** Resolves when it has all that the primary had written when this was called. */
  caughtUp(): Promise<void>
  /** Takes over with what it has: it takes what is written when this resolves. The primary is not asked. */
  promote(): Promise<void>
}

export interface StandbyOptions extends PostgresOptions {
  readonly primary: Server
  /** The primary's address as the standby is to reach it, where something is in between. */
  readonly primaryUrl?: string
}

const execute = promisify(execFile)

const once = async <Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<Row> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<Row>(sql, values)).rows[0] as Row
  } finally {
    await client.end()
  }
}

/** The primary goes on meanwhile, so files come and go: what is missing or half copied its log makes good. */
const copyRunning = async (from: string, to: string): Promise<void> => {
  await execute('cp', ['-a', `${from}/.`, to]).catch((reason: { stderr?: string }) => {
    const complaints = (reason.stderr ?? '').split('\n').filter((line) => line !== '')
    if (complaints.length === 0 || !complaints.every((line) => /No such file/.test(line))) throw reason
  })
}

/** A copy of what the primary holds, from which a standby can begin. */
const copyPrimary = async ({ url, dataDir }: Server, cluster: Cluster): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`select pg_backup_start('standby', true)`)
    await mkdir(cluster.folder)
    await copyRunning(join(dataDir, 'data'), cluster.folder)
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    for (const name of ['postmaster.pid', 'postmaster.opts']) await rm(join(cluster.folder, name), { force: true })
    await writePrivate(join(cluster.folder, 'backup_label'), rows[0]?.labelfile ?? '')
    await handOver(join(cluster.folder, 'backup_label'), cluster.user)
  } finally {
    await client.end()
  }
}

/** Makes a copy of the primary while that goes on, and follows it from there. */
export async function startStandby({
  primary,
  primaryUrl = primary.url,
  ...options
}: StandbyOptions): Promise<Standby> {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  await privateFolder(dataDir)
  await copyFile(join(primary.dataDir, 'password'), join(dataDir, 'password'))
  const cluster = await clusterIn(dataDir, serverEnv(env))
  await copyPrimary(primary, cluster)
  await writePrivate(join(cluster.folder, 'standby.signal'), '')
  await handOver(join(cluster.folder, 'standby.signal'), cluster.user)
  await appendFile(join(cluster.folder, 'postgresql.auto.conf'), `primary_conninfo = '${primaryUrl}'\n`)
  const server = await startCluster(cluster, await postgresPrograms(env), options)
  return Object.assign(server, {
    caughtUp: async () => {
      const { lsn } = await once<{ lsn: string }>(primary.url, 'select pg_current_wal_lsn()::text as lsn')
      const sql = 'select pg_last_wal_replay_lsn() >= $1::pg_lsn as has'
      while (!(await once<{ has: boolean }>(server.url, sql, [lsn])).has)
        await new Promise((resolve) => setTimeout(resolve, 20))
    },
    promote: async () => {
      const { done } = await once<{ done: boolean }>(server.url, 'select pg_promote(true, 30) as done')
      if (!done) throw new Error('the standby is not promoted within 30 s')
    },
  })
}
