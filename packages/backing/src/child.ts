import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { recordProcess } from './former-process.ts'
import type { LogFile } from './log-file.ts'
import type { User } from './unprivileged-user.ts'
import { forget, watch } from './watchdog.ts'

export interface Launch {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  user?: User
}

/** One run of a server process, from its start to its end. */
export interface Child {
  readonly pid: number
  readonly ended: boolean
  readonly exited: Promise<unknown>
  /** Sends the signal and waits for the end; SIGKILL follows after the deadline. */
  end(signal: NodeJS.Signals): Promise<void>
}

const endDeadlineMs = 10_000

/**
 * Starts the process in a process group of its own: Ctrl-C in a terminal reaches every process of the foreground group,
 * and the servers have to outlive the services that use them.
 */
export async function spawnChild(
  launch: Launch,
  stopSignal: NodeJS.Signals,
  dataDir: string,
  log: LogFile,
): Promise<Child> {
  await using output = await log.open()
  const child = spawn(launch.command, launch.args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    ...launch.user,
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  await once(child, 'spawn')
  const pid = child.pid as number
  watch(pid, stopSignal)
  exited.then(() => forget(pid))
  await recordProcess(dataDir, pid)
  const ended = () => child.exitCode !== null || child.signalCode !== null
  return {
    pid,
    exited,
    get ended() {
      return ended()
    },
    async end(signal) {
      if (ended()) return
      child.kill(signal)
      const late = setTimeout(() => child.kill('SIGKILL'), endDeadlineMs)
      await exited
      clearTimeout(late)
    },
  }
}
