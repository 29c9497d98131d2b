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

/** Which of the roots it is or descends from. */
const rootOf = (stats: Map<number, Stat>, pid: number, roots: ReadonlySet<number>): number | undefined => {
  for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (roots.has(at)) return at
  return undefined
}

/** Process ids by name. */
export type Processes = Readonly<Record<string, number>>

/** Microseconds of CPU that each of these processes and its descendants have used so far. */
const cpuMicros = (processes: Processes): Record<string, number> => {
  const stats = allStats()
  const roots = new Set(Object.values(processes))
  const ticks = new Map<number, number>()
  for (const [pid, stat] of stats) {
    const root = rootOf(stats, pid, roots)
    if (root !== undefined) ticks.set(root, (ticks.get(root) ?? 0) + stat.ticks)
  }
  return mapValues(processes, (pid) => ((ticks.get(pid) ?? 0) * 1_000_000) / ticksPerSecond)
}

const mapValues = (record: Readonly<Record<string, number>>, map: (value: number, name: string) => number) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]))

export interface Usage {
  readonly seconds: number
  /** Microseconds of CPU of all the processes, and of each. */
  readonly micros: number
  readonly parts: Readonly<Record<string, number>>
}

/** Begins to count; the function tells what the processes have used since. */
export const meter = (processes: Processes): (() => Usage) => {
  const before = cpuMicros(processes)
  const begin = performance.now()
  return () => {
    const seconds = (performance.now() - begin) / 1_000
    const parts = mapValues(cpuMicros(processes), (micros, name) => micros - (before[name] ?? 0))
    return { seconds, parts, micros: Object.values(parts).reduce((sum, part) => sum + part, 0) }
  }
}

/** The parts of a usage, each for one of `count`, in a line. */
export const partsPer = ({ parts }: Usage, count: number): string =>
  Object.entries(parts)
    .map(([name, micros]) => `${name}: ${(micros / count).toFixed(1)}`)
    .join(', ')
