export { gatewayConfig } from './config.ts'
export { startGateway } from './service.ts'
