import { defineService, type Handlers } from '@parley/service-kit'
import { openAttempts } from './attempts.ts'
import { authConfig } from './config.ts'
import type { Auth } from './context.ts'
import { accountCreate } from './handlers/account-create.ts'
import { accountGet } from './handlers/account-get.ts'
import { sessionCreate } from './handlers/session-create.ts'
import { sessionEnd } from './handlers/session-end.ts'
import { sessionRefresh } from './handlers/session-refresh.ts'
import { userGet } from './handlers/user-get.ts'
import { userSearch } from './handlers/user-search.ts'
import { addRoutes } from './http.ts'
import { startJobs } from './jobs.ts'
import { authMetrics, countLogins, watchAuth } from './metrics.ts'
import { openPasswords } from './passwords.ts'
import { openRedis } from './redis.ts'
import { openSigningKeys } from './signing-keys.ts'

const handlers: Handlers<'auth', Auth> = {
  'account.create': accountCreate,
  'account.get': accountGet,
  'session.create': sessionCreate,
  'session.refresh': sessionRefresh,
  'session.end': sessionEnd,
  'user.get': userGet,
  'user.search': userSearch,
}

export const auth = defineService({
  name: 'auth',
  config: authConfig,
  metrics: authMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  async start(kit) {
    const { config, log, db, bus, metrics, scope, http } = kit
    const redis = openRedis(config.REDIS_URL, log)
    scope.defer(() => redis.disconnect())
    const context: Auth = {
      config,
      log,
      db,
      bus,
      counts: countLogins(metrics),
      attempts: openAttempts(redis, `${config.NATS_PREFIX}:auth`, {
        perAccount: config.LOGIN_FAILURES_PER_ACCOUNT,
        perAddress: config.LOGIN_FAILURES_PER_ADDRESS,
        signUpsPerAddress: config.SIGN_UPS_PER_ADDRESS,
        windowSeconds: config.ATTEMPT_WINDOW_SECONDS,
      }),
      passwords: await openPasswords(
        { memoryCost: config.HASH_MEMORY_KIB, timeCost: config.HASH_PASSES, parallelism: config.HASH_LANES },
        config.HASHES_AT_ONCE,
      ),
      keys: await openSigningKeys(db, {
        issuer: config.ISSUER,
        tokenSeconds: config.ACCESS_TOKEN_SECONDS,
        rotateSeconds: config.SIGNING_KEY_SECONDS,
      }),
    }
    watchAuth(metrics, context, redis)
    bus.answer(bus.subjects.keys, 'auth', async () => ({ ...context.keys.published(), at: Date.now() }))
    addRoutes(http, context)
    startJobs(kit, context)
    return { handlers, context }
  },
})
