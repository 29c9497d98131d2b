import type { ErrorBody, ErrorName } from '@parley/protocol'
import { type OwnError, ownErrors, retryable } from './table.inline.ts'

/** With the place in the input where there is one, as in `/password is missing`. */
const messageOf = ({ text, at, why }: ErrorBody): string => {
  if (typeof why !== 'string') return text
  return typeof at === 'string' && at !== '' ? `${text} (${at} ${why})` : `${text} (${why})`
}

/**
 * What calls reject with: a row of the protocol's error table and what the place that raised it adds. The SDK raises
 * its own troubles under the same names: UNAVAILABLE where nothing was sent, TIMEOUT where whether the server acted is
 * unknown.
 */
export class ParleyError extends Error {
  /** What to tell it by: `ROOM_NOT_FOUND`, `RATE_LIMITED`, … */
  override readonly name: ErrorName
  /** The number that goes with the name. */
  readonly code: number
  /** What happened, and what to do, in a sentence or two; `message` is this with `why`. */
  readonly text: string
  /** How long the server asks to wait, where it does. */
  readonly retry_ms: number | undefined
  /** All that was told, as the protocol has it; `why`, `at` and others depend on the error. */
  readonly body: ErrorBody

  /** For token functions that pass on what their own back end answered. */
  constructor(body: ErrorBody, options?: ErrorOptions) {
    super(messageOf(body), options)
    this.name = body.name
    this.code = body.code
    this.text = body.text
    this.retry_ms = body.retry_ms
    this.body = body
  }

  /** Whether the same request may succeed later; a name that this version does not know may not. */
  get retry(): boolean {
    return retryable.includes(this.name)
  }
}

export const parleyError = (name: OwnError, details?: Record<string, unknown>, cause?: unknown): ParleyError =>
  new ParleyError({ name, ...ownErrors[name], ...details }, cause === undefined ? undefined : { cause })
