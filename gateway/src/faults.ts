import { randomUUID } from 'node:crypto'
import { type ErrorBody, errorBody, Failure } from '@parley/protocol'
import type { Log } from '@parley/service-kit'

/** By what a client is found in the log. */
export interface Whom {
  readonly session?: string | undefined
  readonly address?: string | undefined
}

/** What a client is told of an exception. One that nobody foresaw goes to the log, under the trace that they are given. */
export const errorOf = (reason: unknown, what: string, log: Log, { session, address }: Whom): ErrorBody => {
  if (reason instanceof Failure) return reason.body
  const trace = randomUUID()
  log.error({ err: reason, trace, session, address }, `${what} failed`)
  return errorBody('INTERNAL', { trace })
}
