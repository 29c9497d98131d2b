/** What auth measures besides what every service does. */
import { counter, gauge, type Metrics, type Series } from '@parley/service-kit'
import type { Redis } from 'ioredis'
import type { Passwords } from './passwords.ts'
import type { SigningKeys } from './signing-keys.ts'

export const authMetrics = {
  parley_auth_logins_total: counter('logins: succeeded, failed, or limited after too many failures', ['outcome']),
  parley_auth_refreshes_reused_total: counter(
    'refresh tokens that came back after their use, each of which ended a session',
  ),
  parley_auth_hashes_running: gauge('password hashes under way'),
  parley_auth_hashes_waiting: gauge(
    'password hashes that wait for their turn: 200 for one address or account, 500 in all; further ones are refused',
  ),
  parley_auth_signing_key_age_seconds: gauge('age of the newest key for access tokens'),
  parley_auth_redis_connected: gauge('1 while Redis is connected, else 0, when each process counts attempts by itself'),
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

interface Watched {
  readonly passwords: Passwords
  readonly keys: SigningKeys
}

export const watchAuth = (metrics: AuthMetrics, { passwords, keys }: Watched, redis: Redis): void => {
  metrics.parley_auth_hashes_running.watch(() => passwords.load().running)
  metrics.parley_auth_hashes_waiting.watch(() => passwords.load().waiting)
  metrics.parley_auth_signing_key_age_seconds.watch(() => keys.age() / 1_000)
  metrics.parley_auth_redis_connected.watch(() => Number(redis.status === 'ready'))
}
