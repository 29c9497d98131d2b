import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When the process with this pid began, in the system's own words: together with the pid it names one process for good,
 * while a pid alone is given to another process later. Undefined when no process has the pid.
 */
export function processMark(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? linuxMark(pid) : psMark(pid)
  } catch {
    return undefined
  }
}

function linuxMark(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[19]]
  return state === 'Z' ? undefined : startTicks
}

const psMark = (pid: number) =>
  execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
