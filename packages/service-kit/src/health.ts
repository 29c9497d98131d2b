/** The HTTP side of a process: `/live` and `/ready` for the orchestrator, and what a service adds of its own. */
import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { lastAnswers, plainRequests, refuseUnreadable } from './http-answers.ts'

export interface HttpSide extends AsyncDisposable {
  readonly app: Express
  readonly server: Server
  /** Begins to listen; resolves to the port, also where 0 was asked for. */
  listen(port: number, host: string): Promise<number>
}

/** Connections that may wait to be accepted: thousands come back at once when a gateway has gone. The kernel caps it. */
const backlog = 4_096

/** `ready` may take a moment to find out; a process is live as long as it answers at all. */
export const makeHttpSide = (ready: () => Promise<boolean>, options: ServerOptions = {}): HttpSide => {
  const app = express()
  app.disable('x-powered-by')
  // No second spelling of a path, as a rule of some proxy in front knows one.
  app.enable('case sensitive routing')
  app.use(plainRequests)
  app.get('/live', (_request, response) => void response.json({ live: true }))
  app.get('/ready', async (_request, response) => {
    const now = await ready().catch(() => false)
    response.status(now ? 200 : 503).json({ ready: now })
  })
  const server = createServer(options, app)
  server.on('clientError', refuseUnreadable)
  server.requestTimeout = 60_000
  // Longer than proxies and clients keep an idle connection, so that none sends into one that is just being closed.
  server.keepAliveTimeout = 65_000
  return {
    app,
    server,
    listen: async (port, host) => {
      lastAnswers(app)
      server.listen({ port, host, backlog })
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    },
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 5_000).unref()
      await closed
    },
  }
}
