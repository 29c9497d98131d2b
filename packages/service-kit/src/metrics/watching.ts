/** What is read when somebody asks for the metrics: what the parts of a process count by themselves. */
import type pg from 'pg'
import type { Bus } from '../bus.ts'
import type { CommandServer } from '../commands.ts'
import type { Database } from '../database.ts'
import type { Follower } from '../follower.ts'
import type { HttpSide } from '../health.ts'
import type { History } from '../history.ts'
import { dropReasons } from '../lobby.ts'
import { oldestHeld } from '../outbox-pruning.ts'
import type { Projection } from '../projection.ts'
import { steadyNow } from '../steady-clock.ts'
import type { Metrics } from './metrics.ts'
import type { followerMetrics, processMetrics, serviceMetrics } from './process.ts'

export const watchBus = (metrics: Metrics<typeof processMetrics>, bus: Bus): void => {
  metrics.parley_nats_connected.watch(() => Number(bus.connected()))
  metrics.parley_nats_reconnects_total.watch(() => bus.counts.reconnects)
  metrics.parley_nats_unsent_total.watch(() => bus.counts.unsent)
}

export const watchHttp = (metrics: Metrics<typeof processMetrics>, { lobby }: HttpSide): void => {
  metrics.parley_http_connections.watch(() => lobby.size)
  for (const reason of dropReasons)
    metrics.parley_http_connections_dropped_total.watch(() => lobby.dropped[reason], { reason })
}

export const watchPool = (metrics: Metrics<typeof serviceMetrics>, pool: pg.Pool): void => {
  const connections = metrics.parley_postgres_pool_connections
  connections.watch(() => pool.totalCount - pool.idleCount, { state: 'used' })
  connections.watch(() => pool.idleCount, { state: 'idle' })
  metrics.parley_postgres_pool_limit.watch(() => pool.options.max)
}

export const watchDatabase = (metrics: Metrics<typeof serviceMetrics>, db: Database): void => {
  metrics.parley_postgres_pool_waiting.watch(db.waiting)
  const transactions = metrics.parley_transactions_total
  transactions.watch(() => db.counts.committed, { outcome: 'committed' })
  transactions.watch(() => db.counts.rolledBack, { outcome: 'rolled_back' })
  metrics.parley_transaction_retries_total.watch(() => db.counts.retried)
  metrics.parley_postgres_repeats_total.watch(() => db.counts.repeated)
  metrics.parley_outbox_held_seconds.watch(() => oldestHeld(db))
}

export const watchHistory = (metrics: Metrics<typeof serviceMetrics>, history: History): void => {
  metrics.parley_history_epoch.watch(() => history.epoch)
  metrics.parley_history_changes_total.watch(() => history.counts.changes)
}

export const watchCommands = (metrics: Metrics<typeof serviceMetrics>, server: CommandServer): void =>
  metrics.parley_service_commands_in_flight.watch(server.inFlight)

export const watchFollower = (
  metrics: Metrics<typeof followerMetrics>,
  { owner, name }: Pick<Projection, 'owner' | 'name'>,
  { counts }: Follower,
): void => {
  const labels = { owner, projection: name }
  metrics.parley_follower_lag_seconds.watch(() => (steadyNow() - counts.atEnd) / 1_000, labels)
  metrics.parley_follower_events_total.watch(() => counts.events, labels)
  metrics.parley_follower_restarts_total.watch(() => counts.restarts, labels)
}
