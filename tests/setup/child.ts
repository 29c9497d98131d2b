/** A server of ours as a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  /** Whether it ended without being asked to. */
  readonly hasCrashed: boolean
  /** Resolves when it has ended, to its exit code or null where a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Stops it where it stands, as a machine that hangs does. */
  freeze(): void
  thaw(): void
}

export const root = fileURLToPath(new URL('../../', import.meta.url))
/** Flags that end a process with the one that started it. */
export const endWithUs = ['--import', fileURLToPath(new URL('./end-with-parent.ts', import.meta.url))]

const portOf = (line: string): number | undefined => {
  const parsed = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; port?: number }) : {}
  return parsed.msg === 'serving' ? parsed.port : undefined
}

const waitForPort = async (child: ChildProcess, path: string): Promise<number> => {
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface(child.stdout)) {
    const port = portOf(line)
    if (port !== undefined) {
      child.stdout.resume()
      return port
    }
    process.stderr.write(`${path}: ${line}\n`)
  }
  throw new Error(`${path} ended before it served`)
}

/** Starts `path` (from the repository's root) and resolves when it serves. */
export const startProcess = async (
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [...flags, path], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  const port = await waitForPort(child, path)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  let isAsked = false
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded()) return child.exitCode
    isAsked = true
    const exited = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(late)
    return child.exitCode
  }
  return {
    pid: child.pid as number,
    port,
    get hasCrashed() {
      return hasEnded() && !isAsked
    },
    end,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => void (await end('SIGTERM')),
  }
}
