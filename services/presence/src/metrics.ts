import { counter, gauge, type Metrics } from '@parley/service-kit'

export const presenceMetrics = {
  parley_presence_leases_total: counter(
    'people of whom gateways have said that they are there or gone, repeats included',
  ),
  parley_presence_changes_total: counter('changes of how somebody is seen that were told to gateways'),
  parley_presence_redis_connected: gauge(
    '1 while Redis answers and takes writes, else 0, when nobody is told who is there',
  ),
  parley_presence_settled: gauge(
    '1 while those of whom nothing is heard are taken to be gone, 0 for a while after a start or a fault of Redis or NATS',
  ),
}

export type PresenceMetrics = Metrics<typeof presenceMetrics>
