/** NATS servers of a test's own, each of which can be changed and started again at its port. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Server, startNats } from '@parley/backing'

export interface OwnNats extends AsyncDisposable {
  readonly port: number
  readonly server: Server
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again, with another configuration where one is given. */
  start(config?: NatsConfig): Promise<void>
}

export interface NatsConfig {
  /** Whom it lets in. */
  readonly authorization?: string
  readonly settings?: string
}

/** One user with a password, who may do everything unless told otherwise. */
export const onlyUser = (password: string, permissions = '', timeout = 2): string =>
  `authorization { timeout: ${timeout}, users: [{ user: "ann", password: "${password}" ${permissions} }] }\n`

export const openNats = async (config: NatsConfig = {}): Promise<OwnNats> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-own-nats-'))
  const port = await freePort()
  let now: NatsConfig = { authorization: onlyUser('sesame'), ...config }
  const launch = () => startNats({ dataDir, port, ...now })
  let server = await launch()
  const stop = (signal?: NodeJS.Signals) => server.stop(signal)
  return {
    port,
    get server() {
      return server
    },
    stop,
    start: async (other) => {
      await stop()
      now = { ...now, ...other }
      server = await launch()
    },
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Servers that know each other, as a cluster. */
export const openCluster = async (size: number): Promise<readonly OwnNats[]> => {
  const routes = await Promise.all(Array.from({ length: size }, freePort))
  const listed = routes.map((route) => `"nats://127.0.0.1:${route}"`).join(', ')
  const settingsOf = (route: number) => `
lame_duck_grace_period: "1s"
lame_duck_duration: "30s"
cluster { name: "test", listen: "127.0.0.1:${route}", no_advertise: true, routes: [${listed}] }
`
  return Promise.all(routes.map((route) => openNats({ settings: settingsOf(route) })))
}
