import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Holder {
  process: ChildProcess
  pids: number[]
  postgresUrl: string
}

/** Runs a script of this folder as a process of its own, until it has said in a line of JSON what it started. */
export async function startHolder(folder: string, name = 'holder.ts', others = {}): Promise<Holder> {
  const script = fileURLToPath(new URL(name, import.meta.url))
  const env = { ...process.env, ...others }
  const holder = spawn(process.execPath, [script, folder], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(holder.stdout, 'data')
  return { process: holder, ...JSON.parse(line.toString()) }
}
