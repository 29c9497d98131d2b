/** CPU time and memory of processes and all their descendants, from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

interface Stat {
  readonly parent: number
  /** Own ticks and those of children that have ended and been waited for. */
  readonly ticks: number
}

const readStat = (pid: number): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [, parent = 0] = fields
    return { parent, ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) }
  } catch {
    return undefined
  }
}

const allStats = (): Map<number, Stat> => {
  const stats = new Map<number, Stat>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined
    if (stat) stats.set(Number(name), stat)
  }
  return stats
}

const isUnder = (stats: Map<number, Stat>, pid: number, roots: ReadonlySet<number>): boolean => {
  for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (roots.has(at)) return true
  return false
}

/** Microseconds of CPU that these processes and their descendants have used so far. */
export const cpuMicros = (pids: readonly number[]): number => {
  const stats = allStats()
  const roots = new Set(pids)
  let ticks = 0
  for (const [pid, stat] of stats) if (isUnder(stats, pid, roots)) ticks += stat.ticks
  return (ticks * 1_000_000) / ticksPerSecond
}

/** Kilobytes of a process's memory, shared pages divided among those who share them. */
export const pssKilobytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1])
