/**
 * Traces, as far as the rest of the code knows them. Off by default: then nothing of OpenTelemetry is loaded, there is
 * never a current span, and what asks for one goes on as if this file were not there.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type ErrorBody, errors } from '@parley/protocol'

/** Names and values as the semantic conventions of OpenTelemetry have them. */
export type Attributes = Readonly<Record<string, string | number>>

export interface SpanStart {
  readonly kind: 'server' | 'client' | 'consumer' | 'internal'
  readonly attributes?: Attributes
  /** What else it carries out, besides what it is a part of. */
  readonly links?: readonly Span[]
}

export interface Span {
  readonly traceId: string
  /** For whoever works on it elsewhere, as W3C Trace Context writes it. */
  readonly traceparent: string
  /** A part of this one. */
  begin(name: string, start: SpanStart): Span
  /** What `work` begins, now or later, finds this one as the current span. */
  run<T>(work: () => T): T
  set(attributes: Attributes): void
  /** `error` names what went wrong: one of a few values. */
  failed(error: string): void
  end(): void
}

export interface Tracing extends AsyncDisposable {
  /** A part of what `traceparent` names, or a new trace where that is absent or malformed. */
  begin(name: string, start: SpanStart, traceparent?: string): Span
}

/** What a span tells of messages on a subject of NATS. */
export const messaging = (subject: string, operation: 'send' | 'process'): Attributes => ({
  'messaging.system': 'nats',
  'messaging.destination.name': subject,
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
})

const store = new AsyncLocalStorage<Span | undefined>()

export const currentSpan = (): Span | undefined => store.getStore()
export const runIn = <T>(span: Span | undefined, work: () => T): T => store.run(span, work)

/** What went wrong: a SQLSTATE or the code of a system call, else the kind of error. */
const nameOf = (reason: unknown): string => {
  const { code, name } = reason as { code?: unknown; name?: unknown }
  return String(code ?? name ?? 'error')
}

/** In the span, which has failed only where the fault is ours. */
export const noteError = ({ name }: ErrorBody, span = currentSpan()): void => {
  if (!span) return
  if (errors[name].status >= 500) span.failed(name)
  else span.set({ 'error.type': name })
}

/** Until `work` has ended. */
export const within = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
  try {
    return await span.run(work)
  } catch (reason) {
    span.failed(nameOf(reason))
    throw reason
  } finally {
    span.end()
  }
}

/** A batch is a part of the first call that it carries, and linked to all of them. */
export const withinBatch = <T>(calls: readonly (Span | undefined)[], work: () => Promise<T>): Promise<T> => {
  const links = calls.filter((call) => call !== undefined)
  const [first] = links
  if (first)
    return within(
      first.begin('batch', { kind: 'internal', links, attributes: { 'parley.batch.size': calls.length } }),
      work,
    )
  // It may have been begun by the end of another batch, of which it is no part.
  return currentSpan() ? runIn(undefined, work) : work()
}
