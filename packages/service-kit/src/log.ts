import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** Where Postgres quotes rows in its errors. */
const quotes = ['err.detail', 'err.where', 'err.hint']

/** Members that may hold a secret wherever they stand in a logged object. */
const secrets = ['password', 'token', 'access', 'refresh', 'authorization', 'cookie', 'hash', 'secret', 'private_key']

/** JSON lines on standard output, or on `to`. What a secret's name holds is printed as [hidden]. */
export const makeLog = (service: string, level: string, to?: DestinationStream): Log =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [...quotes, ...secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])],
        censor: '[hidden]',
      },
    },
    to ?? pino.destination({ sync: true }),
  )
