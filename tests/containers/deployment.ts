/** Each process in a container of its own, as a deployment runs them; the servers are processes of this machine. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Server, startNats, startPostgres, startRedis } from '@parley/backing'
import { services } from '@parley/platform'
import { serviceUrl } from '@parley/service-kit'
import { eventually } from '../setup/eventually.ts'
import { isReady } from '../setup/processes.ts'
import { gatewayKey } from '../setup/world.ts'
import { type Container, type Ended, runContainer, runToEnd } from './docker.ts'

export interface Deployment extends AsyncDisposable {
  /** How `parley migrate` ended. */
  readonly migrated: Ended
  readonly gateway: Container
  /** Of the gateway. */
  readonly url: string
  readonly nats: Server
}

const startServers = async (scope: AsyncDisposableStack) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-deployment-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const start = async (make: typeof startNats, name: string) => scope.use(await make({ dataDir: join(folder, name) }))
  const [postgres, nats, redis] = [
    start(startPostgres, 'postgres'),
    start(startNats, 'nats'),
    start(startRedis, 'redis'),
  ]
  return { postgres: await postgres, nats: await nats, redis: await redis }
}

const flags = (settings: Readonly<Record<string, string>>) => [
  '--network',
  'host',
  ...Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
]

/** Migrates, and starts each service and a gateway of the image. */
export const startDeployment = async (image: string): Promise<Deployment> => {
  await using scope = new AsyncDisposableStack()
  const { postgres, nats, redis } = await startServers(scope)
  const migrated = await runToEnd(image, ['migrate'], flags({ POSTGRES_URL: postgres.url }))

  const start = async (name: string, settings: Readonly<Record<string, string>>, more: readonly string[] = []) => {
    const port = await freePort()
    const common = { HOST: '127.0.0.1', HTTP_PORT: String(port), NATS_URL: nats.url, GATEWAY_KEY: gatewayKey }
    // Health by the second: nobody waits for three looks of five.
    const options = ['--health-interval', '1s', ...more, ...flags({ ...common, ...settings })]
    const container = scope.use(await runContainer(image, [name], options))
    const url = `http://127.0.0.1:${port}`
    await eventually(`${name} is ready`, () => isReady(url), 60_000)
    return { container, url }
  }
  const urls = await Promise.all(
    services.map(async ({ service: { name } }) => {
      const settings = { POSTGRES_URL: serviceUrl(postgres.url, name), REDIS_URL: redis.url }
      const { url } =
        name === 'files'
          ? await start(name, { ...settings, FILES_FOLDER: '/files' }, ['--volume', '/files'])
          : await start(name, settings)
      return [name, url] as const
    }),
  )
  const { auth } = Object.fromEntries(urls)
  const { container: gateway, url } = await start('gateway', { HTTP_ROUTES: `/auth=${auth},/.well-known=${auth}` })
  const running = scope.move()
  return { migrated, gateway, url, nats, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
