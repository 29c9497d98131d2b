import { glob, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Env } from '@parley/backing'
import { prepareDatabase, startPlatform } from '@parley/platform'
import { startServers } from '@parley/platform/standalone'
import type { Running, RunOptions } from './runtime.ts'

/**
 * The servers that a game's tests name for themselves are not ours to write into; and where every server of a test run
 * is given by URL, this one still needs its own.
 */
const withoutServers = (env: Env): Env => ({
  ...env,
  POSTGRES_URL: '',
  NATS_URL: '',
  REDIS_URL: '',
  PARLEY_BACKING: env.PARLEY_BACKING === 'urls' ? '' : env.PARLEY_BACKING,
})

/** The logs of servers that run as child processes. */
async function serverLogs(folder: string): Promise<string> {
  const texts: string[] = []
  for await (const path of glob('*/*.log', { cwd: folder })) texts.push(await readFile(join(folder, path), 'utf8'))
  return texts.join('')
}

/** Everything in this process, on servers of its own whose data is thrown away. */
export async function startInProcess({ settings, report, env }: RunOptions): Promise<Running> {
  await using scope = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-testcontainers-'))
  scope.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const forServers = { ...withoutServers(env), ...settings }
  const servers = scope.use(
    await startServers({ dataDir, prefer: 'embedded', durable: false, report, env: forServers }),
  )
  await prepareDatabase(servers)
  const lines: string[] = []
  const logTo = { write: (line: string) => void lines.push(line) }
  const { port } = scope.use(await startPlatform({ servers, port: 0, env: settings, logTo }))
  report(`Parley is up in this process on port ${port}`)
  const running = scope.move()
  return {
    runtime: 'in-process',
    url: `http://127.0.0.1:${port}`,
    output: async () => lines.join('') + (await serverLogs(dataDir)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
