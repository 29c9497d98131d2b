/** An error as it leaves over HTTP. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorBody, errors } from '@parley/protocol'

/** Limits of the process as a whole: who meets one has not done too much. */
const ofAll: readonly unknown[] = ['CONNECTIONS', 'HTTP_CONNECTIONS']

export const statusOf = ({ name, limit }: ErrorBody): number => (ofAll.includes(limit) ? 503 : errors[name].status)

/** The value of Retry-After, in seconds, where the error says when to come back. */
export const retryAfterOf = ({ retry_ms }: ErrorBody): string | undefined =>
  retry_ms === undefined ? undefined : String(Math.ceil(retry_ms / 1_000))

/** Answers on a connection that has no answer of its own, and ends it. */
export const endSocket = (socket: Duplex, status: number, headers: readonly string[], body = ''): void => {
  const lines = ['Connection: close', ...headers, `Content-Length: ${Buffer.byteLength(body)}`]
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`, () =>
    socket.destroy(),
  )
}

export const refuseSocket = (socket: Duplex, error: ErrorBody): void => {
  const after = retryAfterOf(error)
  const headers = ['Content-Type: application/json', ...(after === undefined ? [] : [`Retry-After: ${after}`])]
  endSocket(socket, statusOf(error), headers, JSON.stringify({ error }))
}
