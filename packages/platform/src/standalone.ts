/** Everything on one machine, the servers included: what `npm start` and the image for trials run. */
import { join, resolve } from 'node:path'
import { gatewayConfig } from '@parley/gateway'
import { type Environment, readConfig, runProcess, setIn, text, withSecretsRead } from '@parley/service-kit'
import { startServers } from './own-servers.ts'
import { type LogLines, type Platform, type PlatformOptions, prepareDatabase, startPlatform } from './platform.ts'
import { processes } from './processes.ts'
import { detail, say, step } from './step.ts'

export { type OwnServers, startServers } from './own-servers.ts'
export { say, step }

export interface StandaloneOptions {
  /** Where the servers keep data and logs; made when it is missing. */
  readonly dataDir: string
  /** Settings of all processes; a server whose URL is among them is used and not started. */
  readonly env: Environment
  /** Asked once the servers are up. */
  readonly edge: () => Promise<Pick<PlatformOptions, 'port' | 'webRoot'>>
  /** As for `startPlatform`. */
  readonly logTo?: LogLines
}

export interface Standalone extends Platform {
  /** Resolves when one of its servers ended and could not be kept up, or a part of ours cannot go on. */
  readonly lost: Promise<Error>
}

/** Starts all of it, or nothing, and tells its steps on the console. Disposing it stops the gateway first and the servers last. */
export const startStandalone = async (options: StandaloneOptions): Promise<Standalone> => {
  const { dataDir, edge, logTo } = options
  await using scope = new AsyncDisposableStack()
  const env = {
    FILES_FOLDER: join(resolve(dataDir), 'files'),
    ...withSecretsRead(processes.values(), setIn(options.env)),
  }
  let isUp = false
  const report = (line: string) => (isUp ? say(line) : detail(line))
  const servers = scope.use(
    await step('Postgres, NATS and Redis', () => startServers({ dataDir, prefer: 'embedded', report, env })),
  )
  await step('database', () => prepareDatabase(servers, say))
  const at = await edge()
  const logs = logTo ? { logTo } : {}
  const platform = scope.use(await step('services and gateway', () => startPlatform({ ...at, ...logs, servers, env })))
  isUp = true
  const running = scope.move()
  const lost = Promise.race([servers.lost, platform.lost])
  return { port: platform.port, lost, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const standaloneConfig = {
  PARLEY_DATA: text({ about: 'the folder of the data', default: '.parley' }),
  HTTP_PORT: gatewayConfig.HTTP_PORT,
  WEB_ROOT: gatewayConfig.WEB_ROOT,
}

const start = async (env: Environment): Promise<Standalone> => {
  const { PARLEY_DATA: dataDir, HTTP_PORT: port, WEB_ROOT: webRoot } = readConfig(standaloneConfig, env)
  const platform = await startStandalone({ dataDir, env, edge: async () => ({ port, webRoot }) })
  say(`Parley is at port ${platform.port}`)
  return platform
}

/** As a process, until it is asked to stop. */
export const standalone = (): Promise<void> => runProcess(start)
