/**
 * What browsers let a page of another origin see of our answers. Whether it may ask at all is decided in `edge.ts`: these
 * headers keep nobody out, and let in nobody who is not let in there. What is merely there to be got is not opened.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request, RequestHandler, Response } from 'express'
import type { Edge } from './edge.ts'

/** A path, with all below it, that pages of allowed origins may use. */
export interface OpenPath {
  readonly path: string
  /** Whether cookies count there. */
  readonly cookies: boolean
  /** Somebody else answers there, preflights too. */
  readonly isPassedOn?: boolean
  /** What is asked there besides POST: methods, and headers of requests and of answers. */
  readonly more?: {
    readonly methods: readonly string[]
    readonly taken: readonly string[]
    readonly shown: readonly string[]
  }
}

/** All that answers have of ours and a script could want, besides what browsers show it anyway. */
const shown = 'Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Bucket'

/** All that a request may bring of its own. */
const taken = 'authorization, content-type, idempotency-key, traceparent, tracestate'

/** No browser keeps it for longer. It opens nothing: each request that follows is judged by itself. */
const keptSeconds = 7_200

const allowOrigin = 'Access-Control-Allow-Origin'
const allowCredentials = 'Access-Control-Allow-Credentials'
const exposeHeaders = 'Access-Control-Expose-Headers'

export const harmless: readonly unknown[] = ['GET', 'HEAD', 'OPTIONS']
const isGetting = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined

/** What is to be done: a preflight is judged as the request that it announces. */
export const methodOf = (request: IncomingMessage): string | undefined =>
  isPreflight(request) ? request.headers['access-control-request-method'] : request.method

const letRead = (request: Request, response: Response, edge: Edge, { cookies, more }: OpenPath): void => {
  const reader = edge.readerOf(request)
  response.vary('Origin')
  if (!reader) return
  response.set({ [allowOrigin]: reader.origin, [exposeHeaders]: [shown, ...(more?.shown ?? [])].join(', ') })
  if (cookies && reader.withCookies) response.set(allowCredentials, 'true')
}

/** Whoever answers in our place says itself who may read that. */
export const letNobodyRead = (response: ServerResponse): void => {
  for (const name of [allowOrigin, allowCredentials, exposeHeaders]) response.removeHeader(name)
}

/** A page of the internet reaches a server within a network where the operator has named its origin, and not by `*`. */
const asksForNetwork = ({ headers }: Request): boolean => headers['access-control-request-private-network'] === 'true'

const answerPreflight = (request: Request, response: Response, edge: Edge, { more }: OpenPath): void => {
  edge.checkOrigin(request)
  response.set({
    'Access-Control-Allow-Methods': ['POST', ...(more?.methods ?? [])].join(', '),
    'Access-Control-Allow-Headers': [taken, ...(more?.taken ?? [])].join(', '),
    'Access-Control-Max-Age': String(keptSeconds),
  })
  const { origin = '*' } = edge.readerOf(request) ?? {}
  if (asksForNetwork(request) && origin !== '*') response.set('Access-Control-Allow-Private-Network', 'true')
  response.status(204).end()
}

/** Comes before all that refuses, so that a page can read why. */
export const openTo =
  (edge: Edge, open: OpenPath): RequestHandler =>
  (request, response, next) => {
    if (isGetting(request) && !open.more?.methods.includes(request.method)) return next()
    letRead(request, response, edge, open)
    if (open.isPassedOn || !isPreflight(request)) next()
    else answerPreflight(request, response, edge, open)
  }
