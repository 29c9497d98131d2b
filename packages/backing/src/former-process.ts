import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writePrivate } from './private-files.ts'
import { processMark } from './process-mark.ts'

/** One process for good, and not a later one with its pid. */
export interface Named {
  pid: number
  mark: string | undefined
}

interface Tenancy {
  server: Named
  /** The process that started it. */
  owner: Named
}

const stopDeadlineMs = 10_000
export const named = (pid: number): Named => ({ pid, mark: processMark(pid) })
export const lives = ({ pid, mark }: Named) => mark !== undefined && processMark(pid) === mark
const pathIn = (dataDir: string) => join(dataDir, 'process.json')

/** Notes which process works on the folder, for the next run to find. */
export async function recordProcess(dataDir: string, pid: number): Promise<void> {
  const tenancy: Tenancy = { server: named(pid), owner: named(process.pid) }
  await writePrivate(pathIn(dataDir), JSON.stringify(tenancy))
}

/** Somebody else works on the folder at this moment. Starting the servers elsewhere would not help: the data is here. */
export class FolderInUse extends Error {
  constructor(dataDir: string, owner: number) {
    super(`${dataDir} is used by another run (process ${owner}) at this moment; stop that one first.`)
  }
}

/**
 * Ends the server that a run which is no more left behind on this folder.
 * A server whose owner still lives is somebody's, and is left alone: that is an error.
 */
export async function endFormer(dataDir: string, name: string, stopSignal: NodeJS.Signals): Promise<void> {
  const tenancy = await readTenancy(dataDir)
  if (!tenancy || !lives(tenancy.server)) return
  if (lives(tenancy.owner)) throw new FolderInUse(dataDir, tenancy.owner.pid)
  process.kill(tenancy.server.pid, stopSignal)
  if (await gone(tenancy.server)) return
  process.kill(tenancy.server.pid, 'SIGKILL')
  if (!(await gone(tenancy.server)))
    throw new Error(`${name} of a former run (process ${tenancy.server.pid}) does not end.`)
}

async function gone(server: Named): Promise<boolean> {
  const deadline = performance.now() + stopDeadlineMs
  while (lives(server) && performance.now() < deadline) await sleep(25)
  return !lives(server)
}

/** A note that makes no sense names nobody. */
async function readTenancy(dataDir: string): Promise<Tenancy | undefined> {
  try {
    const note: Partial<Tenancy> | null = JSON.parse(await readFile(pathIn(dataDir), 'utf8'))
    return note?.server && note.owner ? (note as Tenancy) : undefined
  } catch {
    return undefined
  }
}
