/** The container engine as an operator uses it: by its command. */
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const mostOutput = 64 * 1024 * 1024

/** What the command prints. Rejects with what it complains of. */
export const docker = async (...args: readonly string[]): Promise<string> =>
  (await execute('docker', [...args], { maxBuffer: mostOutput })).stdout.trim()

/** The same for what takes minutes: its output goes to the console. */
export const dockerAloud = (...args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('docker', args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`docker ${args[0]} ended with ${code}`))))
  })

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What Pod Security calls restricted, and nothing to write on. */
export const restricted = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges']

/** Runs a container to its end. `options` are those of `docker run`. */
export const runToEnd = (image: string, args: readonly string[], options: readonly string[] = []): Promise<Ended> =>
  execute('docker', ['run', '--rm', ...restricted, ...options, image, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  )

export interface Container extends AsyncDisposable {
  readonly name: string
  /** A value of `docker inspect`, in the form that its templates have. */
  inspect(template: string): Promise<string>
  /** `stop`, `kill`, `start` or `restart`, with its options. */
  ask(verb: 'stop' | 'kill' | 'start' | 'restart', ...options: readonly string[]): Promise<void>
  /** Where what listens on the port inside is reached; another address after each start. */
  url(port?: number): Promise<string>
  /** A file inside, while it runs. */
  read(path: string): Promise<string>
}

/** Starts a container; disposing it removes it with its volumes. */
export const runContainer = async (
  image: string,
  args: readonly string[] = [],
  options: readonly string[] = [],
): Promise<Container> => {
  const name = `parley-test-${randomUUID().slice(0, 8)}`
  const remove = async () => void (await docker('rm', '--force', '--volumes', name))
  await docker('run', '--detach', '--name', name, ...restricted, ...options, image, ...args).catch(async (reason) => {
    await remove().catch(() => {})
    throw reason
  })
  return {
    name,
    inspect: (template) => docker('inspect', '--format', template, name),
    ask: async (verb, ...more) => void (await docker(verb, ...more, name)),
    url: async (port = 8080) => `http://${(await docker('port', name, String(port))).split('\n')[0]}`,
    read: (path) => docker('exec', name, 'cat', path),
    [Symbol.asyncDispose]: remove,
  }
}
