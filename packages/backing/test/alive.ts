import { setTimeout as sleep } from 'node:timers/promises'
import { processMark } from '../src/process-mark.ts'

export const isAlive = (pid: number) => processMark(pid) !== undefined

export async function allGone(pids: number[], withinMs = 10_000): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (pids.some(isAlive) && Date.now() < deadline) await sleep(50)
  return !pids.some(isAlive)
}
