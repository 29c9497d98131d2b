import { gatewayConfig } from '@parley/gateway'
import { type ConfigTable, serviceConfig } from '@parley/service-kit'
import { services } from './services.ts'

/** What each process of a deployment is told, by its name: the gateway, and every service. */
export const processes: ReadonlyMap<string, ConfigTable> = new Map<string, ConfigTable>([
  ['gateway', gatewayConfig],
  ...services.map(({ service }): [string, ConfigTable] => [service.name, { ...serviceConfig, ...service.config }]),
])
