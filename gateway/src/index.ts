export { gatewayConfig } from './config.ts'
export { edgeOf } from './edge.ts'
export { gatewayMetrics } from './metrics.ts'
export { startGateway } from './service.ts'
