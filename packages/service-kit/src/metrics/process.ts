/** What processes measure whatever they do. */
import { counter, gauge, histogram, waitBuckets } from './table.ts'

/** Every process, gateways included. */
export const processMetrics = {
  parley_nats_connected: gauge('1 while the process is connected to NATS, else 0'),
  parley_nats_reconnects_total: counter('times that NATS came back after it had gone'),
  parley_nats_unsent_total: counter('messages that could not leave for NATS'),
  parley_http_connections: gauge('connections that are open now and are no WebSockets'),
  parley_http_connections_dropped_total: counter(
    'connections ended or refused: as there are too many in total or of one address, for requests that do not wait for answers (pipeline), or as an answer was not given or read in time (unanswered)',
    ['reason'],
  ),
}

/** Every service. */
export const serviceMetrics = {
  ...processMetrics,
  parley_service_commands_total: counter('commands answered', ['command', 'outcome']),
  parley_service_command_seconds: histogram(
    'time from taking a command to its answer, waiting for its batch included',
    waitBuckets,
    ['command'],
  ),
  parley_service_commands_in_flight: gauge('commands taken and not yet answered'),
  parley_service_errors_total: counter('errors answered, by their name and number in the protocol', ['name', 'code']),
  parley_postgres_pool_limit: gauge('connections to Postgres that the process may have (POSTGRES_POOL)'),
  parley_postgres_pool_connections: gauge('connections to Postgres, at work or idle', ['state']),
  parley_postgres_pool_waiting: gauge('statements and transactions that wait for a connection'),
  parley_transactions_total: counter('transactions by how they ended; rolled back where a command was refused, too', [
    'outcome',
  ]),
  parley_transaction_retries_total: counter('transactions run again after a deadlock or serialization failure'),
  parley_postgres_repeats_total: counter(
    'statements and transactions run again, as the server or the connection failed and nothing was done',
  ),
  parley_history_epoch: gauge(
    "epoch of the schema's history as the process knows it; where two processes of a service tell different ones for longer than seconds, they use different servers",
  ),
  parley_history_changes_total: counter(
    'times that another epoch began while the process ran, as a standby was promoted or a backup restored: everybody reads anew',
  ),
  parley_outbox_held_seconds: gauge(
    'age of the oldest committed change that followers cannot read yet, as an older transaction is still under way in the database server; 0 where there is none',
  ),
  parley_job_runs_total: counter('runs of timed work that this process did, by how they ended', ['job', 'outcome']),
  parley_job_counted_total: counter('what runs of timed work have done, by what they count', ['job', 'what']),
}

/** A service that keeps projections: of what `owner` has committed. */
export const followerMetrics = {
  parley_follower_lag_seconds: gauge(
    "time since a projection of what `owner` has committed last stood at the end of the owner's outbox",
    ['owner', 'projection'],
  ),
  parley_follower_events_total: counter("events read from the owner's outbox; some come twice", [
    'owner',
    'projection',
  ]),
  parley_follower_restarts_total: counter(
    "times that the follower began to read from the start, as the owner's history is another one or no longer goes back to where it stood",
    ['owner', 'projection'],
  ),
}
