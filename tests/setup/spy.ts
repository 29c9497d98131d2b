/** A service of somebody's own behind the gateway, that keeps what reaches it. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface Spy extends AsyncDisposable {
  readonly url: string
  /** What has come since this was asked last. */
  seen(): Seen[]
}

export const startSpy = async (): Promise<Spy> => {
  const all: Seen[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers, rawHeaders } = request
    all.push({ method, url, headers, rawHeaders, body: await text(request).catch(() => '') })
    response.writeHead(200, { 'Content-Type': 'text/plain', Server: 'spy', 'X-Powered-By': 'curiosity' }).end('seen')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => all.splice(0),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
