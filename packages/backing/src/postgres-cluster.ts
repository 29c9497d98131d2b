import { chown, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from './env.ts'
import { withName } from './nameless-user.ts'
import { keptPassword } from './password.ts'
import type { PostgresPrograms } from './postgres-programs.ts'
import { clusterArguments } from './postgres-settings.ts'
import { closeToOthers, privateFolder } from './private-files.ts'
import { run } from './run.ts'
import { type User, unprivilegedUser } from './unprivileged-user.ts'

/** What Postgres keeps on disk, and what it takes to run a server on it. */
export interface Cluster {
  folder: string
  password: string
  user: User | undefined
  /** How the server is told where its data is, given that it is started in `folder`. */
  dataArgument: string
}

/** The folder of a cluster. */
export const dataName = 'data'

/** Finds the cluster in the folder, or makes a new one with a password of its own. */
export async function openCluster(
  dataDir: string,
  programs: PostgresPrograms,
  env: Record<string, string>,
  tools: Env,
  durable = true,
): Promise<Cluster> {
  const cluster = await clusterIn(dataDir, env)
  const made = await stat(cluster.folder).catch(() => undefined)
  const make = durable ? [programs.initdb] : [programs.initdb, '--no-sync']
  if (!made) await makeCluster(cluster, dataDir, make, { ...env, ...(await withName(dataDir, tools)) })
  return cluster
}

/** The place for one: its folder need not be there yet. */
export async function clusterIn(dataDir: string, env: Record<string, string>): Promise<Cluster> {
  const user = await unprivilegedUser(dataDir, env)
  await privateFolder(dataDir)
  await handOver(dataDir, user)
  const passwordFile = join(dataDir, 'password')
  const password = await keptPassword(passwordFile)
  await handOver(passwordFile, user)
  return {
    folder: join(dataDir, dataName),
    password,
    user,
    // An unprivileged user may not walk down to a checkout under /root. The working folder is entered before root is given up,
    // and this name leads to it without a walk.
    dataArgument: user ? '/proc/self/cwd' : join(dataDir, dataName),
  }
}

/**
 * Removes the note of a server that was killed. Postgres judges it by its pid alone, which may be another process's by now;
 * that no server runs here is known before this is called, and Postgres guards its shared memory besides.
 */
export async function clearNoteOfKilled(cluster: Cluster): Promise<void> {
  await rm(join(cluster.folder, 'postmaster.pid'), { force: true })
}

/** Made under another name and renamed, so that a half-made cluster is never taken for a whole one. */
async function makeCluster(
  cluster: Cluster,
  dataDir: string,
  [initdb = '', ...flags]: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const temporary = join(dataDir, 'data.part')
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary)
  await handOver(temporary, cluster.user)
  const access = ['--username=postgres', '--pwfile=../password']
  const dataArgument = cluster.user ? cluster.dataArgument : temporary
  await run(initdb, ['-D', dataArgument, ...flags, ...clusterArguments, ...access], {
    cwd: temporary,
    env,
    ...cluster.user,
  })
  await rename(temporary, cluster.folder)
}

/** Gives the file or folder to the user that Postgres runs as, and to nobody else. */
export async function handOver(path: string, user: User | undefined): Promise<void> {
  if (user) await chown(path, user.uid, user.gid)
  await closeToOthers(path)
}
