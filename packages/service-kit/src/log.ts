import { type DestinationStream, type Logger, pino } from 'pino'
import { type LogMethod, limitLines } from './log-limit.ts'
import { currentSpan } from './tracing.ts'

export type Log = Logger

/** Where Postgres quotes rows in its errors. */
const quotes = ['err.detail', 'err.where', 'err.hint']

/** Members that may hold a secret wherever they stand in a logged object. */
const secrets = ['password', 'token', 'access', 'refresh', 'authorization', 'cookie', 'hash', 'secret', 'private_key']

/**
 * JSON lines on standard output, or on `to`, with the id of the trace that they belong to. What a secret's name holds is
 * printed as [hidden], and of lines with one text only so many come in a second, unless `logMethod` writes them otherwise.
 */
export const makeLog = (
  service: string,
  level: string,
  to?: DestinationStream,
  logMethod: LogMethod = limitLines(),
): Log =>
  pino(
    {
      level,
      base: { service },
      mixin: () => {
        const span = currentSpan()
        return span ? { trace_id: span.traceId } : {}
      },
      hooks: { logMethod },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [...quotes, ...secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])],
        censor: '[hidden]',
      },
    },
    to ?? pino.destination({ sync: true }),
  )
