import { leastFrameBytes } from '@parley/protocol'
import { list, processConfig, text, whole } from '@parley/service-kit'

export const gatewayConfig = {
  ...processConfig,
  HTTP_PORT: whole({
    about: 'port for sockets, the HTTP API and the web page; 0 takes a free one',
    default: 8080,
    min: 0,
    max: 65_535,
  }),
  ALLOWED_ORIGINS: list({ about: 'origins whose pages may connect besides our own, or *', default: [] }),
  HTTP_ROUTES: list({
    about: "paths passed on to a service's own HTTP routes, as /path=http://host:port",
    default: [],
  }),
  WEB_ROOT: text({ about: 'folder of the web page; empty serves none', default: '' }),
  TRUSTED_PROXIES: list({
    about: 'proxies whose X-Forwarded-For is believed: addresses, networks, or loopback',
    default: [],
  }),
  ISSUER: text({ about: 'who issues the access tokens', default: 'parley' }),
  HEARTBEAT_MS: whole({
    about: 'a connection silent for twice as long is closed',
    default: 25_000,
    min: 100,
    max: 600_000,
  }),
  FRAME_BYTES: whole({
    about: 'bytes in one frame from a client at most',
    default: 131_072,
    min: leastFrameBytes,
    max: 1_048_576,
  }),
  UNREAD_BYTES: whole({
    about: 'bytes waiting for one connection before it is cut as a slow reader',
    default: 1_048_576,
    min: 16_384,
    max: 67_108_864,
  }),
  IN_FLIGHT: whole({
    about: 'unanswered commands of one session at most, over all its connections',
    default: 128,
    min: 1,
    max: 10_000,
  }),
  RATE_READ: whole({ about: 'reading requests per second and connection', default: 50, min: 1, max: 1_000_000 }),
  RATE_WRITE: whole({ about: 'changing requests per second and connection', default: 20, min: 1, max: 1_000_000 }),
  RATE_SEND: whole({ about: 'messages sent per second and connection', default: 50, min: 1, max: 1_000_000 }),
  RATE_LOGIN: whole({
    about: 'log-ins and sign-ups per second, for each address over HTTP and for each socket',
    default: 5,
    min: 1,
    max: 1_000_000,
  }),
  CALL_TIMEOUT_MS: whole({ about: 'how long a service may take to answer', default: 5_000, min: 100, max: 60_000 }),
  COMPARE_MS: whole({
    about: 'how often positions are compared with their owners',
    default: 2_000,
    min: 50,
    max: 60_000,
  }),
  RING_EVENTS: whole({
    about: 'recent events kept per stream for those who come back',
    default: 256,
    min: 0,
    max: 100_000,
  }),
  RESUME_EVENTS: whole({
    about: 'missed events sent after a pause at most; beyond, the stream is reset',
    default: 5_000,
    min: 1,
    max: 1_000_000,
  }),
  DRAIN_MS: whole({
    about: 'over how long connections are told to go when the gateway stops',
    default: 5_000,
    min: 0,
    max: 20_000,
  }),
}
