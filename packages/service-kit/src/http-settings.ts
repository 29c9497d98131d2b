/** What limits the connections of a process over which HTTP is spoken. */
import { type ConfigOf, whole } from './config.ts'

export const httpConfig = {
  HTTP_CONNECTIONS: whole({
    about:
      'connections at once that are not WebSockets: with requests, idle, or before their handshake. Beyond, the one goes that has kept the process waiting for the longest',
    default: 10_000,
    min: 10,
    max: 1_000_000,
  }),
  HTTP_CONNECTIONS_PER_ADDRESS: whole({
    about: 'of these, those of one address (IPv6: /64); a trusted proxy may have all',
    default: 1_000,
    min: 10,
    max: 1_000_000,
  }),
  HEADERS_MS: whole({
    about: 'within which a new connection, or a request, has brought its headers',
    default: 10_000,
    min: 100,
    max: 60_000,
  }),
  REQUEST_MS: whole({
    about: 'within which a request has come with its body',
    default: 30_000,
    min: 100,
    max: 300_000,
  }),
  ANSWER_MS: whole({
    about: 'within which a request is answered and its answer read; then its connection is ended',
    default: 120_000,
    min: 1_000,
    max: 3_600_000,
  }),
  IDLE_MS: whole({
    about: 'how long a connection stays open between two requests; longer than proxies and clients keep one',
    default: 65_000,
    min: 100,
    max: 600_000,
  }),
}

export type HttpSettings = ConfigOf<typeof httpConfig>
