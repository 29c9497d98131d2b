/** Turns traces on where an address is set for them: what makes them is loaded only then. */
import type { Log } from './log.ts'
import type { Tracing } from './tracing.ts'

interface TracingConfig {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT: string | null
  readonly OTEL_TRACES_SAMPLER_ARG: number
}

/** Undefined where no endpoint is set. */
export const openTracing = async (
  process: string,
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: kept }: TracingConfig,
  log: Log,
  scope: AsyncDisposableStack,
): Promise<Tracing | undefined> => {
  if (endpoint === null) return undefined
  const { openSdk } = await import('./tracing-sdk.ts')
  return scope.use(openSdk(process, endpoint, kept, log))
}
