import { gatewayConfig, gatewayMetrics } from '@parley/gateway'
import { type ConfigTable, type MetricTable, serviceConfig, serviceMetrics } from '@parley/service-kit'
import { services } from './services.ts'

/** What each process of a deployment is told, by its name: the gateway, and every service. */
export const processes: ReadonlyMap<string, ConfigTable> = new Map<string, ConfigTable>([
  ['gateway', gatewayConfig],
  ...services.map(({ service }): [string, ConfigTable] => [service.name, { ...serviceConfig, ...service.config }]),
])

/** What each of them measures, by the name that its label `process` has. */
export const measured: ReadonlyMap<string, MetricTable> = new Map<string, MetricTable>([
  ['gateway', gatewayMetrics],
  ...services.map(({ service }): [string, MetricTable] => [service.name, { ...serviceMetrics, ...service.metrics }]),
])
