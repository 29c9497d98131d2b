import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Holder {
  process: ChildProcess
  pids: number[]
  postgresUrl: string
}

export async function startHolder(folder: string): Promise<Holder> {
  const script = fileURLToPath(new URL('./holder.ts', import.meta.url))
  const holder = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(holder.stdout, 'data')
  return { process: holder, ...JSON.parse(line.toString()) }
}
