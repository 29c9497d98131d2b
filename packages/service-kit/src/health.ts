/** The HTTP side of a process: `/live` and `/ready` for the orchestrator, and what a service adds of its own. */
import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:http'
import express, { type Express } from 'express'
import { coalesce } from './batch.ts'
import { lastAnswers, plainRequests, refuseUnreadable } from './http-answers.ts'
import type { HttpSettings } from './http-settings.ts'
import { listenOn } from './listening.ts'
import { Lobby } from './lobby.ts'
import { mostConnections } from './open-files.ts'
import { Routes } from './routes.ts'

export interface HttpSide extends AsyncDisposable {
  readonly app: Express
  /** All that it answers. */
  readonly routes: Routes
  readonly server: Server
  readonly lobby: Lobby
  /** Begins to listen; resolves to the port, also where 0 was asked for. */
  listen(port: number, host: string): Promise<number>
}

export interface HttpSideOptions extends Pick<ServerOptions, 'shouldUpgradeCallback'> {
  /** Connections of the process besides those of HTTP. */
  readonly others?: () => number
  /** Whose connections are those of many: proxies. Of a service all are, as gateways alone come to it. */
  readonly isTrusted?: (address: string) => boolean
}

/** Connections that may wait to be accepted: thousands come back at once when a gateway has gone. The kernel caps it. */
const backlog = 4_096
/** How often connections are looked at that take too long. */
const lookMs = 1_000
const mostHeaderBytes = 16_384

const makeLobby = (
  settings: HttpSettings,
  { others, isTrusted }: Required<Omit<HttpSideOptions, 'shouldUpgradeCallback'>>,
): Lobby => {
  const open = mostConnections()
  return new Lobby({
    most: () => Math.max(1, Math.min(settings.HTTP_CONNECTIONS, open - others())),
    mostOfAddress: settings.HTTP_CONNECTIONS_PER_ADDRESS,
    answerMs: settings.ANSWER_MS,
    isTrusted,
  })
}

const makeServer = (app: Express, settings: HttpSettings, options: ServerOptions): Server => {
  const server = createServer(
    {
      ...options,
      maxHeaderSize: mostHeaderBytes,
      headersTimeout: Math.min(settings.HEADERS_MS, settings.REQUEST_MS),
      requestTimeout: settings.REQUEST_MS,
      keepAliveTimeout: settings.IDLE_MS,
      connectionsCheckingInterval: lookMs,
    },
    app,
  )
  // Node would leave out those beyond a number without a word; their bytes are limited.
  server.maxHeadersCount = 0
  return server
}

/** `ready` may take a moment to find out; a process is live as long as it answers at all. */
export const makeHttpSide = (
  ready: () => Promise<boolean>,
  settings: HttpSettings,
  { others = () => 0, isTrusted = () => true, ...options }: HttpSideOptions = {},
): HttpSide => {
  const app = express()
  app.disable('x-powered-by')
  // No second spelling of a path, as a rule of some proxy in front knows one.
  app.enable('case sensitive routing')
  app.use(plainRequests)
  const routes = new Routes(app)
  routes.add('GET /live', (_request, response) => void response.json({ live: true }))
  // It costs statements in every service, and anybody may ask: who asks meanwhile has the answer of one look.
  const look = coalesce(() => ready().catch(() => false))
  routes.add('GET /ready', async (_request, response) => {
    const now = await look()
    response.status(now ? 200 : 503).json({ ready: now })
  })
  const lobby = makeLobby(settings, { others, isTrusted })
  const server = makeServer(app, settings, options)
  server.on('clientError', refuseUnreadable)
  server.on('connection', (socket) => lobby.enter(socket))
  server.prependListener('request', (request, response) => lobby.begin(request, response))
  return {
    app,
    routes,
    server,
    lobby,
    listen: (port, host) => {
      lastAnswers(app)
      return listenOn(server, { port, host, backlog, setting: 'HTTP_PORT' })
    },
    [Symbol.asyncDispose]: async () => {
      lobby[Symbol.dispose]()
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 5_000).unref()
      await closed
    },
  }
}
