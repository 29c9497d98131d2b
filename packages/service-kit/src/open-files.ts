/** How many files and connections the system lets this process have open. */
import { readFileSync } from 'node:fs'

/** Kept for files, servers and the like. */
const kept = 200

/** Connections there may be at once; Infinity where the system does not say (it is Linux that does). */
export const mostConnections = (): number => {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return limit === undefined ? Number.POSITIVE_INFINITY : Math.max(kept, Number(limit) - kept)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
