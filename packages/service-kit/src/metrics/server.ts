/** `/metrics` for Prometheus, on a port of its own: what the public reaches never has it. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import { listenOn } from '../listening.ts'
import { type Metrics, makeMetrics, makeRegistry } from './metrics.ts'
import type { MetricTable } from './table.ts'

interface MetricsServer extends AsyncDisposable {
  readonly port: number
}

const tell = async (registry: Registry, response: ServerResponse): Promise<void> => {
  const text = await registry.metrics()
  response.writeHead(200, { 'Content-Type': registry.contentType }).end(text)
}

/** Prometheus and a few others ask, each in a moment; who keeps a connection without asking keeps them out. */
const mostConnections = 100
const limits = { headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 }

/** Listens until disposed; port 0 takes a free one. */
const serveMetrics = async (registry: Registry, port: number, host: string): Promise<MetricsServer> => {
  const server = createServer(limits, (request, response) => {
    if (request.method === 'GET' && request.url === '/metrics')
      tell(registry, response).catch(() => response.writeHead(500).end())
    else response.writeHead(404).end()
  })
  server.maxConnections = mostConnections
  const taken = await listenOn(server, { port, host, setting: 'METRICS_PORT' })
  return {
    port: taken,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      registry.clear()
      await closed
    },
  }
}

/** What a process measures, made and served as its settings say. */
export const startMetrics = async <T extends MetricTable>(
  process: string,
  table: T,
  { METRICS_PORT: port, HOST: host }: { readonly METRICS_PORT: number | null; readonly HOST: string },
  scope: AsyncDisposableStack,
): Promise<{ readonly metrics: Metrics<T>; readonly metricsPort?: number }> => {
  const metrics = makeMetrics(table)
  if (port === null) return { metrics }
  const server = scope.use(await serveMetrics(makeRegistry(process, table, metrics), port, host))
  return { metrics, metricsPort: server.port }
}
