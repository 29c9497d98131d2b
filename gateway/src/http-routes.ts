/** What else is reached through the gateway's origin: routes of services, and the web page. */
import { resolve } from 'node:path'
import type { Log } from '@parley/service-kit'
import type { Express, Request } from 'express'
import { createProxyServer } from 'http-proxy-3'
import { serveWebPage } from './web-page.ts'

/** `/path=http://host:port`. Throws an Error that says what is wrong with it. */
export const readRoute = (route: string): { readonly path: string; readonly target: string } => {
  const [, path, target] = /^(\/[^=]*)=(https?:\/\/.+)$/.exec(route) ?? []
  if (!path || !target) throw new Error(`HTTP_ROUTES has "${route}", which is not of the form /path=http://host:port`)
  return { path, target }
}

export const addRoutes = (app: Express, routes: readonly string[], log: Log): void => {
  const proxy = createProxyServer({ xfwd: true })
  proxy.on('error', (err, request, response) => {
    const [path] = request.url?.split('?') ?? []
    log.warn({ err, path, address: (request as Request).ip }, 'a service route did not answer')
    if ('writeHead' in response && !response.headersSent) response.writeHead(503, { 'Retry-After': '1' })
    response.end()
  })
  for (const { path, target } of routes.map(readRoute))
    app.use(path, (request, response) => {
      request.url = request.originalUrl
      proxy.web(request, response, { target })
    })
}

/** Scripts and styles are ours alone, and sockets go to this origin: an injected one finds nothing it may do. */
const policy = [
  "default-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export const addWebPage = (app: Express, root: string): void => {
  app.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
    next()
  })
  app.use(serveWebPage(resolve(root)))
}
