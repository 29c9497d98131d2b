/** The one place that turns an exception into what the caller is told, in every process and by every way in. */
import { randomUUID } from 'node:crypto'
import { type ErrorBody, errorBody, Failure } from '@parley/protocol'
import type { Log } from './log.ts'
import { isServerFault } from './postgres-faults.ts'

export interface Failing {
  readonly log: Log
  /** As in "a command", for the log. */
  readonly what: string
  /** By what the caller is found in the log. */
  readonly whom: object
  /** Whether this failure is one that the caller is to hear of; every one where it is not given. */
  readonly isDeclared?: (error: ErrorBody) => boolean
}

/** What nobody foresaw goes to the log with its cause, under the trace that the caller is given. */
export const errorOf = (reason: unknown, { log, what, whom, isDeclared = () => true }: Failing): ErrorBody => {
  if (reason instanceof Failure && isDeclared(reason.body)) return reason.body
  if (isServerFault(reason)) {
    log.warn({ err: reason, ...whom }, `${what} could not reach the database`)
    return errorBody('UNAVAILABLE', { retry_ms: 500 })
  }
  const trace = randomUUID()
  log.error({ err: reason, ...whom, trace }, `${what} failed`)
  return errorBody('INTERNAL', { trace })
}
