import { auth } from '@parley/auth'
import type { Backing } from '@parley/backing'
import { chat } from '@parley/chat'
import { startGateway } from '@parley/gateway'
import { type AnyService, type Environment, provision, serviceUrl, startService } from '@parley/service-kit'

const services: readonly AnyService[] = [auth, chat]
/** Paths with routes of a service's own, reached through the gateway's origin. */
const paths = new Map<AnyService, readonly string[]>([[auth, ['/auth', '/.well-known/jwks.json']]])

/** What suits one machine and one person; the environment overrides it. */
const defaults = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  /** The page is served over plain HTTP here, where some browsers keep no secure cookie. */
  COOKIE_SECURE: 'false',
  /** Nobody waits seconds for Ctrl-C. */
  DRAIN_MS: '300',
}

/** Schemas, migrations and roles of all services. Returns the migrations applied. */
export async function prepareDatabase({ postgresUrl }: Pick<Backing, 'postgresUrl'>): Promise<string[]> {
  const applied: string[] = []
  for (const service of services)
    applied.push(...(await provision(postgresUrl, service)).map((name) => `${service.name} ${name}`))
  return applied
}

/** Every service and the gateway, in this process. They are stopped in reverse order: the gateway first. */
export async function startPlatform(
  backing: Backing,
  webRoot: string,
  port: number,
  env: Environment,
): Promise<AsyncDisposable> {
  await using scope = new AsyncDisposableStack()
  const common = { ...defaults, ...env, NATS_URL: backing.natsUrl, REDIS_URL: backing.redisUrl }
  const routes: string[] = []
  for (const service of services) {
    const own = {
      ...common,
      HOST: '127.0.0.1',
      HTTP_PORT: '0',
      POSTGRES_URL: serviceUrl(backing.postgresUrl, service.name),
    }
    const running = scope.use(await startService(service, own))
    for (const path of paths.get(service) ?? []) routes.push(`${path}=http://127.0.0.1:${running.port}`)
  }
  const edge = { ...common, HTTP_PORT: String(port), WEB_ROOT: webRoot, HTTP_ROUTES: routes.join(',') }
  scope.use(await startGateway(edge))
  return scope.move()
}
