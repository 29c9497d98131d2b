/** What auth measures besides what every service does. */
import { counter, gauge, type Metrics, type Series } from '@parley/service-kit'
import type { Passwords } from './passwords.ts'
import { type SharedRedis, whysInMemory } from './redis.ts'
import type { SigningKeys } from './signing-keys.ts'

export const authMetrics = {
  parley_auth_logins_total: counter('logins: succeeded, failed, or limited after too many failures', ['outcome']),
  parley_auth_limits_met_total: counter(
    'log-ins, sign-ups, refreshes, log-outs, changes of names and mails refused by a limit, by its setting: over /v1 and /auth',
    ['limit'],
  ),
  parley_auth_refreshes_reused_total: counter(
    'refresh tokens that came back after their use, each of which ended a session',
  ),
  parley_auth_hashes_running: gauge('password hashes under way'),
  parley_auth_hashes_waiting: gauge(
    'password hashes that wait for their turn: 200 for one address or account, 500 in all; further ones are refused',
  ),
  parley_auth_signing_key_age_seconds: gauge('age of the newest key for access tokens'),
  parley_auth_redis_connected: gauge(
    '1 while attempts are counted in Redis, by all processes together, else 0, when each process counts by itself',
  ),
  parley_auth_counted_in_memory: gauge(
    '1 for the reason why this process counts attempts by itself, else 0: Redis is gone, a replica, full, a Sentinel, refuses us, or failed otherwise',
    ['why'],
  ),
}

type AuthMetrics = Metrics<typeof authMetrics>

/** How logins went, and refresh tokens that came back. */
export type LoginCounts = Readonly<Record<'succeeded' | 'failed' | 'limited' | 'reused', Series>>

export const countLogins = (metrics: AuthMetrics): LoginCounts => ({
  succeeded: metrics.parley_auth_logins_total.of({ outcome: 'succeeded' }),
  failed: metrics.parley_auth_logins_total.of({ outcome: 'failed' }),
  limited: metrics.parley_auth_logins_total.of({ outcome: 'limited' }),
  reused: metrics.parley_auth_refreshes_reused_total.of(),
})

/** Settings by which somebody may be limited here. */
export const authLimits = [
  'RATE_LOGIN',
  'RATE_REFRESH',
  'LOGIN_FAILURES_PER_ACCOUNT',
  'LOGIN_FAILURES_PER_ADDRESS',
  'LOGIN_FAILURES_EVERYWHERE',
  'SIGN_UPS_PER_ADDRESS',
  'NAME_CHANGES_PER_ACCOUNT',
  'MAILS_PER_ACCOUNT',
] as const
export type AuthLimit = (typeof authLimits)[number]

/** Every series is there from the start. */
export const countLimits = (metrics: AuthMetrics): ((limit: AuthLimit) => void) => {
  const series = new Map(authLimits.map((limit) => [limit, metrics.parley_auth_limits_met_total.of({ limit })]))
  return (limit) => {
    const met = series.get(limit)
    if (met) met.value++
  }
}

interface Watched {
  readonly passwords: Passwords
  readonly keys: SigningKeys
}

export const watchAuth = (metrics: AuthMetrics, { passwords, keys }: Watched, redis: SharedRedis): void => {
  metrics.parley_auth_hashes_running.watch(() => passwords.load().running)
  metrics.parley_auth_hashes_waiting.watch(() => passwords.load().waiting)
  metrics.parley_auth_signing_key_age_seconds.watch(() => keys.age() / 1_000)
  metrics.parley_auth_redis_connected.watch(() => Number(redis.why === undefined))
  for (const why of whysInMemory) metrics.parley_auth_counted_in_memory.watch(() => Number(redis.why === why), { why })
}
