/** An error as it leaves over HTTP. */
import { type ErrorBody, errors } from '@parley/protocol'

/** Limits of the process as a whole: who meets one has not done too much. */
const ofAll: readonly unknown[] = ['CONNECTIONS', 'HTTP_CONNECTIONS']

export const statusOf = ({ name, limit }: ErrorBody): number => (ofAll.includes(limit) ? 503 : errors[name].status)

/** The value of Retry-After, in seconds, where the error says when to come back. */
export const retryAfterOf = ({ retry_ms }: ErrorBody): string | undefined =>
  retry_ms === undefined ? undefined : String(Math.ceil(retry_ms / 1_000))
