import { stat } from 'node:fs/promises'
import { run } from './run.ts'

export interface User {
  uid: number
  gid: number
}

/**
 * Postgres refuses to run as root. Root runs it as the owner that the data already has, else as `postgres` where a package made
 * that user, else as `nobody`, which every system has: no user is added to somebody's machine. Undefined when we are not root.
 */
export async function unprivilegedUser(dataDir: string, env: Record<string, string>): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(dataDir).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await lookUp('postgres', env)) ?? (await lookUp('nobody', env))
}

async function lookUp(name: string, env: Record<string, string>): Promise<User | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name], { env }), run('id', ['-g', name], { env })])
    return { uid: Number(uid), gid: Number(gid) }
  } catch {
    return undefined
  }
}
