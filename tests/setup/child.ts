/** A server of ours as a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { programOf } from '@parley/service-kit/testing'
import { isError } from '@parley/testcontainers/log-errors'

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  /** Whether it ended without being asked to. */
  readonly hasCrashed: boolean
  /** What it has logged as a fault of its own. */
  readonly faults: readonly string[]
  /** Bytes that it holds on to, of a process that `tellHeld` was loaded before; none of one that has ended. */
  held(): Promise<number>
  /** Resolves when it has ended, to its exit code or null where a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Stops it where it stands, as a machine that hangs does. */
  freeze(): void
  thaw(): void
  /** Moves its time of day so far from the real one, where `movableClock` was loaded before it. Milliseconds. */
  moveClock(offMs: number): void
}

export const root = fileURLToPath(new URL('../../', import.meta.url))
/** Flags that end a process with the one that started it. */
export const endWithUs = ['--import', fileURLToPath(new URL('./end-with-parent.ts', import.meta.url))]
/** Flags for a process whose time of day can be moved. */
export const movableClock = ['--import', fileURLToPath(new URL('./movable-clock.ts', import.meta.url))]
/** Flags for a process that tells how much it holds. */
export const tellHeld = ['--import', fileURLToPath(new URL('./tell-held.ts', import.meta.url))]

const portOf = (line: string): number | undefined => {
  const parsed = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; port?: number }) : {}
  return parsed.msg === 'serving' ? parsed.port : undefined
}

/** Resolves when it serves; keeps the faults that it logs from then on. */
const waitForPort = (child: ChildProcess, path: string, faults: string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('no output')
    let port: number | undefined
    const lines = createInterface(child.stdout)
    lines.on('close', () => reject(new Error(`${path} ended before it served`)))
    lines.on('line', (line) => {
      if (port !== undefined) return void (isError(line) && faults.push(line))
      port = portOf(line)
      if (port === undefined) process.stderr.write(`${path}: ${line}\n`)
      else resolve(port)
    })
  })

/** None outlives this process. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts `path` (from the repository's root) and resolves when it serves. */
export const startProcess = async (
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [...flags, programOf(path)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  running.add(child)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  exited.then(() => running.delete(child))
  const faults: string[] = []
  const port = await waitForPort(child, path, faults)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  let isAsked = false
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded()) return child.exitCode
    isAsked = true
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(late)
    return child.exitCode
  }
  const held = async () => {
    if (!child.connected) return 0
    const told = Promise.race([once(child, 'message'), exited.then(() => [0])])
    child.send('held')
    return (await told)[0] as number
  }
  return {
    pid: child.pid as number,
    port,
    faults,
    get hasCrashed() {
      return hasEnded() && !isAsked
    },
    held,
    end,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    // One that ends in this moment takes no more.
    moveClock: (offMs) => void (child.connected && child.send({ offMs }, () => {})),
    [Symbol.asyncDispose]: async () => void (await end('SIGTERM')),
  }
}
