import { counter, followerMetrics, gauge, type Metrics } from '@parley/service-kit'

export const notifyMetrics = {
  ...followerMetrics,
  parley_notify_pushes_total: counter('pushes, by whom they are for and what came of them', ['to', 'outcome']),
  parley_notify_push_lag_seconds: gauge('for how long the first push has waited that is due'),
  parley_notify_digests_total: counter('mail about what is unread that was due, by what came of it', ['outcome']),
  parley_notify_digest_lag_seconds: gauge('for how long the first mail about what is unread has waited that is due'),
}

export type NotifyMetrics = Metrics<typeof notifyMetrics>
