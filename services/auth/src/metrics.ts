/** What auth measures besides what every service does. */
import { counter, gauge } from '@parley/service-kit'

export const authMetrics = {
  parley_auth_logins_total: counter('logins: succeeded, failed, or limited after too many failures', ['outcome']),
  parley_auth_refreshes_reused_total: counter(
    'refresh tokens that came back after their use, each of which ended a session',
  ),
  parley_auth_hashes_running: gauge('password hashes under way'),
  parley_auth_hashes_waiting: gauge('password hashes that wait for their turn; from 500 on further ones are refused'),
  parley_auth_signing_key_age_seconds: gauge('age of the newest key for access tokens'),
  parley_auth_redis_connected: gauge('1 while Redis is connected, else 0, when each process counts attempts by itself'),
}
