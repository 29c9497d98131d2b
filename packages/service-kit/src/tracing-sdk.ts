/** Traces by OpenTelemetry, sent over OTLP/HTTP. Loaded only where they are on. */
import {
  type Context,
  diag,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { parseTraceParent } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Log } from './log.ts'
import { type Attributes, runIn, type Span, type SpanStart, type Tracing } from './tracing.ts'

const kinds: Readonly<Record<SpanStart['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
}

class SdkSpan implements Span {
  readonly #tracer: Tracer
  readonly #span: OtelSpan

  constructor(tracer: Tracer, span: OtelSpan) {
    this.#tracer = tracer
    this.#span = span
  }

  static start(
    tracer: Tracer,
    parent: Context,
    name: string,
    { kind, attributes = {}, links = [] }: SpanStart,
  ): SdkSpan {
    const linked = links
      .filter((link) => link instanceof SdkSpan)
      .map((link) => ({ context: link.#span.spanContext() }))
    return new SdkSpan(tracer, tracer.startSpan(name, { kind: kinds[kind], attributes, links: linked }, parent))
  }

  get traceId(): string {
    return this.#span.spanContext().traceId
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#span.spanContext()
    return `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`
  }

  begin(name: string, start: SpanStart): Span {
    return SdkSpan.start(this.#tracer, trace.setSpan(ROOT_CONTEXT, this.#span), name, start)
  }

  run<T>(work: () => T): T {
    return runIn(this, work)
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes)
  }

  failed(error: string): void {
    this.#span.setAttribute('error.type', error)
    this.#span.setStatus({ code: SpanStatusCode.ERROR })
  }

  end(): void {
    this.#span.end()
  }
}

/** A process that stops waits no longer for a collector that is not there. */
const sendWithinMs = 3_000

const contextOf = (traceparent: string | undefined): Context => {
  const remote = traceparent === undefined ? null : parseTraceParent(traceparent)
  return remote ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }) : ROOT_CONTEXT
}

/** `endpoint` is the base URL of a collector; `kept` the share of new traces that are sent. Disposing sends what is left. */
export const openSdk = (process: string, endpoint: string, kept: number, log: Log): Tracing => {
  const tell = (detail: string) => log.warn({ detail }, 'traces could not be sent')
  diag.setLogger(
    { error: tell, warn: tell, info: () => {}, debug: () => {}, verbose: () => {} },
    { suppressOverrideMessage: true },
  )
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: sendWithinMs })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.namespace': 'parley', 'service.name': process }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(kept) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('parley')
  return {
    begin: (name, start, traceparent) => SdkSpan.start(tracer, contextOf(traceparent), name, start),
    [Symbol.asyncDispose]: () => provider.shutdown().catch((reason) => tell(reason.message)),
  }
}
