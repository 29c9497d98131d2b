/** The HTTP side of a process: `/live` and `/ready` for the orchestrator, and what a service adds of its own. */
import { once } from 'node:events'
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { ConfigFaults } from './config.ts'

export interface HttpSide extends AsyncDisposable {
  readonly app: Express
  readonly server: Server
  /** Begins to listen; resolves to the port, also where 0 was asked for. */
  listen(port: number, host: string): Promise<number>
}

/** Connections that may wait to be accepted: thousands come back at once when a gateway has gone. The kernel caps it. */
const backlog = 4_096

const why: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use by another program',
  EACCES: 'only root may listen on it',
  EADDRNOTAVAIL: 'this machine has no such address',
}

/** What is no fault of the port stays what it is. */
export const tellListenFault = (reason: { code?: string }, setting: string, port: number, host: string): never => {
  const { code = '' } = reason
  if (!why[code]) throw reason
  const fault = `${setting} ${port} cannot be listened on at ${host}: ${why[code]}. Set ${setting}, or HOST, otherwise`
  throw Object.assign(new ConfigFaults([fault]), { code })
}

/** `ready` may take a moment to find out; a process is live as long as it answers at all. */
export const makeHttpSide = (ready: () => Promise<boolean>, options: ServerOptions = {}): HttpSide => {
  const app = express()
  app.disable('x-powered-by')
  app.get('/live', (_request, response) => void response.json({ live: true }))
  app.get('/ready', async (_request, response) => {
    const now = await ready().catch(() => false)
    response.status(now ? 200 : 503).json({ ready: now })
  })
  const server = createServer(options, app)
  server.requestTimeout = 60_000
  // Longer than proxies and clients keep an idle connection, so that none sends into one that is just being closed.
  server.keepAliveTimeout = 65_000
  return {
    app,
    server,
    listen: async (port, host) => {
      server.listen({ port, host, backlog })
      await once(server, 'listening').catch((reason) => tellListenFault(reason, 'HTTP_PORT', port, host))
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
