export { gatewayConfig } from './config.ts'
export { gatewayMetrics } from './metrics.ts'
export { startGateway } from './service.ts'
