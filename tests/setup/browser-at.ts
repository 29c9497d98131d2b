/** A browser of one's own, as far as servers can tell: at an address of this machine, with a page of an origin. */
import type { IncomingHttpHeaders } from 'node:http'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import type { WebSocketLike } from '@parley/client'
import WebSocket from 'ws'

export interface BrowserAt {
  /** As the browser shows it. */
  readonly origin: string
  /** Where it is truly served, on this machine. */
  readonly port: number
  readonly address: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const wayOf = ({ origin, port, address, headers }: BrowserAt) => {
  const { protocol, host, hostname } = new URL(origin)
  const servername = { servername: hostname, rejectUnauthorized: false }
  return {
    isSecure: protocol === 'https:',
    options: {
      port,
      localAddress: address,
      headers: { Host: host, Origin: origin, ...headers },
      ...(protocol === 'https:' && servername),
    },
  }
}

/** `origin` of `BrowserAt` is that of the page and of the server. */
export const ask = (browser: BrowserAt, path: string, body?: string): Promise<Answer> => {
  const { isSecure, options } = wayOf(browser)
  const length = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length }
  const method = body === undefined ? 'GET' : 'POST'
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const asking = (isSecure ? tlsRequest : plainRequest)({
    ...options,
    host: '127.0.0.1',
    path,
    method,
    agent: false,
    headers: { ...options.headers, ...length },
  })
  asking.on('error', reject)
  asking.on('response', (response) => {
    const { statusCode: status = 0, headers } = response
    text(response).then((read) => resolve({ status, headers, body: read }), reject)
  })
  asking.end(body)
  return promise
}

/** For the SDK. */
export const fetchAt =
  (browser: BrowserAt): typeof fetch =>
  async (input, init) => {
    const { pathname } = new URL(String(input))
    const { authorization } = (init?.headers ?? {}) as Record<string, string>
    const headers = { ...browser.headers, ...(authorization && { authorization }) }
    const { status, body } = await ask({ ...browser, headers }, pathname, String(init?.body))
    return new Response(body, { status })
  }

export const openSocketAt =
  (browser: BrowserAt) =>
  (url: string, protocols: string[]): WebSocketLike => {
    const { isSecure, options } = wayOf(browser)
    const target = `${isSecure ? 'wss' : 'ws'}://127.0.0.1:${browser.port}${new URL(url).pathname}`
    return new WebSocket(target, protocols, options) as unknown as WebSocketLike
  }
