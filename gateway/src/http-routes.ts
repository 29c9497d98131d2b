/** What else is reached through the gateway's origin: routes of services, and the web page. */
import { resolve } from 'node:path'
import { errorBody, fail } from '@parley/protocol'
import { type Edge, type Log, letNobodyRead, type OpenPath, type Routes, sendError } from '@parley/service-kit'
import type { Express, Request, Response } from 'express'
import { createProxyServer } from 'http-proxy-3'
import { handOn } from './edge.ts'
import { serveWebPage } from './web-page.ts'

/** `/path=http://host:port`. Throws an Error that says what is wrong with it. */
export const readRoute = (route: string): { readonly path: string; readonly target: string } => {
  const [, path, target] = /^(\/[^=]*)=(https?:\/\/.+)$/.exec(route) ?? []
  if (!path || !target) throw new Error(`HTTP_ROUTES has "${route}", which is not of the form /path=http://host:port`)
  return { path, target }
}

/** What pages of allowed origins may use: commands, and of the routes what services let them. */
export const openPaths = (routes: readonly string[]): OpenPath[] => [
  { path: '/v1', cookies: false },
  ...routes.map((route) => ({ path: readRoute(route).path, cookies: true, isPassedOn: true })),
]

/** Of this method the proxy takes the framing of a body away, and what stood in it would be read as a request. */
const isSmuggling = ({ method, headers }: Request): boolean =>
  (method === 'DELETE' || method === 'OPTIONS') && headers['transfer-encoding'] !== undefined

export interface RoutesSide {
  readonly edge: Edge
  readonly gatewayKey: string | null
  readonly log: Log
}

/** A connection each, so that no request of one client stands before that of another. */
export const addRoutes = (app: Express, routes: readonly string[], { edge, gatewayKey, log }: RoutesSide): void => {
  const proxy = createProxyServer({})
  proxy.on('error', (err, request, response) => {
    const answer = response as Response
    // It has answered, and reads no more; of an answer that is not whole the client learns by its end.
    if (answer.headersSent) return void (answer.writableEnded || answer.destroy())
    const [path] = request.url?.split('?') ?? []
    log.warn({ err, path, address: request.headers['x-forwarded-for'] }, 'a service route did not answer')
    sendError(answer, errorBody('UNAVAILABLE', { retry_ms: 1_000 }))
  })
  proxy.on('proxyRes', ({ headers }, _request, response) => {
    delete headers.server
    delete headers['x-powered-by']
    letNobodyRead(response)
  })
  for (const { path, target } of routes.map(readRoute))
    app.use(path, (request, response) => {
      if (isSmuggling(request)) fail('REQUEST_UNCLEAR', { why: `a ${request.method} has no body in chunks` })
      request.url = request.originalUrl
      handOn(request, edge, gatewayKey)
      proxy.web(request, response, { target })
    })
}

/** Scripts and styles are ours alone, and sockets go to this origin: an injected one finds nothing it may do. */
const policyWith = ({ mediaOrigins, uploadOrigins }: Pick<WebPage, 'mediaOrigins' | 'uploadOrigins'>): string =>
  [
    "default-src 'self'",
    ["connect-src 'self'", ...uploadOrigins].join(' '),
    ["img-src 'self' data:", ...mediaOrigins].join(' '),
    ["media-src 'self'", ...mediaOrigins].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

export interface WebPage {
  /** The folder. */
  readonly root: string
  /** The file of the deployment's own colours; empty where it has none. */
  readonly look: string
  /** Those that pictures and films come from besides ours. */
  readonly mediaOrigins: readonly string[]
  /** Those that files are uploaded to besides ours. */
  readonly uploadOrigins: readonly string[]
}

export const addWebPage = (app: Express, routes: Routes, { root, look, ...origins }: WebPage): void => {
  const policy = policyWith(origins)
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', policy)
    response.removeHeader('Cache-Control')
    next()
  })
  routes.add('GET /{*file}', serveWebPage(resolve(root), look && resolve(look)))
}
