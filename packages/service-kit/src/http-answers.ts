/** What every answer over HTTP has, whoever gives it: headers that keep browsers from guessing, and errors in one form. */
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorBody, Failure, fail } from '@parley/protocol'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { harmless, methodOf, type OpenPath, openTo } from './cors.ts'
import type { Edge } from './edge.ts'
import { checkPlain } from './plain-requests.ts'
import { retryAfterOf, statusOf } from './refusal.ts'

/** Nothing is stored, unless whoever answers says otherwise. */
export const answerHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const

const yearSeconds = 31_536_000

export const sendError = (response: Response, error: ErrorBody): void => {
  const after = retryAfterOf(error)
  response.set('Cache-Control', 'no-store')
  if (after !== undefined) response.set('Retry-After', after)
  response.status(statusOf(error)).json({ error })
}

/** Comes first in every process: nothing is routed that could be read in two ways. */
export const plainRequests: RequestHandler = (request, response, next) => {
  response.set(answerHeaders)
  checkPlain(request)
  next()
}

/** Comes last: whatever nobody answers, or refuses. */
export const lastAnswers = (app: Express): void => {
  app.use(() => fail('ROUTE_NOT_FOUND'))
  app.use((reason: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent || !(reason instanceof Failure)) return next(reason)
    sendError(response, reason.body)
  })
}

const resourcePolicy = 'Cross-Origin-Resource-Policy'

/**
 * A page that is refused may see that it is, and nothing else: without being able to read the refusal, a client there
 * tells it from a server that is down.
 */
const checkOrigin = (request: Request, response: Response, edge: Edge): void => {
  response.set(resourcePolicy, 'cross-origin')
  edge.checkOrigin(request)
  response.set(resourcePolicy, answerHeaders[resourcePolicy])
}

/**
 * Lets in what was asked of us, by pages that may; what comes after it in `app` finds the caller's address as `request.ip`.
 * Pages of allowed origins may read what is answered under `open`.
 */
export const useEdge = (app: Express, edge: Edge, open: readonly OpenPath[]): void => {
  Object.defineProperty(app.request, 'ip', {
    configurable: true,
    get(this: Request) {
      return edge.addressOf(this)
    },
  })
  for (const each of open) app.use(each.path, openTo(edge, each))
  app.use((request, response, next) => {
    edge.checkHost(request)
    if (edge.originOf(request).scheme === 'https') response.set('Strict-Transport-Security', `max-age=${yearSeconds}`)
    if (!harmless.includes(methodOf(request))) checkOrigin(request, response, edge)
    next()
  })
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Browsers ask before they send this type for a page of another origin, and not for the types of forms and texts. */
export const requireJson: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type']
  const [essence = ''] = (type ?? '').split(';')
  if (type === undefined ? hasBody(request) : essence.trim().toLowerCase() !== 'application/json') fail('JSON_ONLY')
  next()
}

/** Express's reader looks at an empty body, too. */
const isRead = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined

interface ReaderFault {
  readonly type?: unknown
  readonly status?: unknown
  readonly limit?: unknown
}

const whyUnread: Readonly<Record<string, string>> = {
  'encoding.unsupported': 'is compressed in a way that is not taken here: send it as it is',
  'charset.unsupported': 'is in letters that are not taken here: send UTF-8',
}

/**
 * What express's reader found wrong with a body, as an error of ours; undefined where the fault is another. Its own words
 * quote the body, which may hold a password: they are neither sent nor logged.
 */
export const bodyFault = ({ type, status, limit }: ReaderFault, request: Request): Failure | undefined => {
  if (!isRead(request) || !(Number(status) >= 400 && Number(status) < 500)) return undefined
  if (type === 'entity.too.large') return new Failure('BODY_TOO_LARGE', { most: limit })
  return new Failure('BAD_INPUT', { at: '', why: whyUnread[String(type)] ?? 'is no JSON object in UTF-8' })
}

/**
 * An answer on a connection that has none of Node's any more, and its end. Nobody else may listen to it by now: a client that
 * is gone already would end the process.
 */
export const endWith = (socket: Duplex, status: number, headers: Readonly<Record<string, string>>, body = ''): void => {
  socket.on('error', () => socket.destroy())
  const all = { Connection: 'close', ...answerHeaders, ...headers, 'Content-Length': Buffer.byteLength(body) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}

/** A refusal on such a connection. */
export const refuseSocket = (socket: Duplex, error: ErrorBody): void => {
  const after = retryAfterOf(error)
  const headers = { 'Content-Type': 'application/json', ...(after === undefined ? {} : { 'Retry-After': after }) }
  endWith(socket, statusOf(error), headers, JSON.stringify({ error }))
}

const unreadable: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** What Node could not read as a request. A second answer must not follow a first that is half written. */
export const refuseUnreadable = (fault: Error & { code?: string }, socket: Duplex): void => {
  const { _httpMessage: underWay } = socket as { _httpMessage?: ServerResponse | null }
  if (!socket.writable || underWay?.headersSent) return void socket.destroy(fault)
  endWith(socket, unreadable[fault.code ?? ''] ?? 400, {})
}
