/** What is in front of the gateway, and what it tells those behind it. */
import type { IncomingMessage } from 'node:http'
import { type ConfigOf, type Edge, hostText, keyHeader, type Log, makeEdge } from '@parley/service-kit'
import type { gatewayConfig } from './config.ts'

export const edgeOf = (config: ConfigOf<typeof gatewayConfig>, log: Log): Edge =>
  makeEdge({
    publicUrl: config.PUBLIC_URL,
    allowedHosts: config.ALLOWED_HOSTS,
    allowedOrigins: config.ALLOWED_ORIGINS,
    trustedProxies: config.TRUSTED_PROXIES,
    hops: config.TRUSTED_HOPS,
    gatewayKey: null,
    behindGateway: false,
    log,
  })

/** What belongs to one connection and not to the next (RFC 9110, 7.6.1), what only we may say, and what we have answered. */
const ownHeaders =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|upgrade|http2-settings|expect|forwarded|x-forwarded-.*|x-real-ip|x-parley-.*)$/

const namedIn = (connection: string | undefined): readonly string[] =>
  (connection ?? '').split(',').map((name) => name.trim().toLowerCase())

/** Where a body ends is settled by these two, whatever else a connection is said to be about. */
const framing = ['content-length', 'transfer-encoding', 'host']

/**
 * Makes the headers of a request ours: one address, one host and one scheme as we see them, and nothing of what the client
 * said of these, nor anything that it wants forgotten on the way.
 */
export const handOn = (request: IncomingMessage, edge: Edge, gatewayKey: string | null): void => {
  const { headers } = request
  const origin = edge.originOf(request)
  const address = edge.addressOf(request)
  const forgotten = namedIn(headers.connection).filter((name) => !framing.includes(name))
  for (const name of Object.keys(headers)) if (ownHeaders.test(name) || forgotten.includes(name)) delete headers[name]
  headers['x-forwarded-for'] = address
  headers['x-forwarded-host'] = hostText(origin)
  headers['x-forwarded-proto'] = origin.scheme
  if (gatewayKey) headers[keyHeader] = gatewayKey
}
