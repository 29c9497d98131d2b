import { counter, followerMetrics, gauge, type Metrics } from '@parley/service-kit'

export const notifyMetrics = {
  ...followerMetrics,
  parley_notify_pushes_total: counter('pushes, by whom they are for and what came of them', ['to', 'outcome']),
  parley_notify_push_lag_seconds: gauge('for how long the first push has waited that is due'),
}

export type NotifyMetrics = Metrics<typeof notifyMetrics>
