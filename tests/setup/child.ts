/** A server of ours as a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ServerProcess extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  /** Its answer to a message, one at a time; for a process that listens to them. */
  ask(question: string): Promise<unknown>
  /** Resolves when it has ended, to its exit code or null where a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
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
  const child = spawn(process.execPath, [...flags, path], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const port = await waitForPort(child, path)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(late)
    return child.exitCode
  }
  const ask = async (question: string) => {
    const answered = once(child, 'message')
    child.send(question)
    const [answer] = await answered
    return answer as unknown
  }
  return { pid: child.pid as number, port, ask, end, [Symbol.asyncDispose]: async () => void (await end('SIGTERM')) }
}
