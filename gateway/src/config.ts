import { leastFrameBytes } from '@parley/protocol'
import {
  edgeConfig,
  list,
  networksSetting,
  optional,
  originsSetting,
  processConfig,
  redisUrl,
  text,
  whole,
} from '@parley/service-kit'

export const gatewayConfig = {
  ...processConfig,
  REDIS_URL: optional(
    redisUrl(
      'Redis, by which gateways tell each other what accounts and addresses have used; it may be lost at any time. Without it each gateway counts by itself',
    ),
  ),
  HTTP_PORT: whole({
    about: 'port for sockets, the HTTP API and the web page; 0 takes a free one',
    default: 8080,
    min: 0,
    max: 65_535,
  }),
  ...edgeConfig,
  ALLOWED_ORIGINS: originsSetting(
    'origins besides our own whose pages may open sockets, use /v1 and read the answers, as in https://game.example.org; * lets all',
  ),
  HTTP_ROUTES: list({
    about: "paths passed on to a service's own HTTP routes, as /path=http://host:port",
    default: [],
  }),
  WEB_ROOT: text({ about: 'folder of the web page; empty serves none', default: '' }),
  PAGE_LOOK: text({
    about: 'file of colours and measures of the web page that are the deployment’s own, as docs/page.md says',
    default: '',
  }),
  MEDIA_ORIGINS: originsSetting(
    'origins from which the web page shows pictures and plays films besides its own: that of S3_PUBLIC_URL of files',
  ),
  UPLOAD_ORIGINS: originsSetting(
    'origins to which the web page uploads besides its own: that of S3_PUBLIC_URL of files, where S3_DIRECT_UPLOADS is set there',
  ),
  TRUSTED_PROXIES: networksSetting(
    'proxies in front, whose X-Forwarded-For, -Host and -Proto are believed: addresses, networks, loopback, linklocal or uniquelocal',
  ),
  TRUSTED_HOPS: whole({
    about: 'how many of TRUSTED_PROXIES stand one behind the other; what lies further is not believed',
    default: 1,
    min: 1,
    max: 10,
  }),
  ALLOWED_ADDRESSES: networksSetting(
    'from where alone one may come in: addresses, networks as 192.0.2.0/24 or 2001:db8::/32, loopback, linklocal or uniquelocal. Empty: from everywhere',
  ),
  DENIED_ADDRESSES: networksSetting(
    'from where nobody may come in, in the same form, also where ALLOWED_ADDRESSES lets',
  ),
  ISSUER: text({ about: 'who issues the access tokens', default: 'parley' }),
  HEARTBEAT_MS: whole({
    about: 'a client that sent nothing for so long is pinged; after twice as long its connection is closed',
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
  UNREAD_TOTAL_BYTES: whole({
    about: 'bytes waiting for all connections; beyond, those go for which the most waits',
    default: 268_435_456,
    min: 1_048_576,
    max: 68_719_476_736,
  }),
  CONNECTIONS_PER_SESSION: whole({ about: 'sockets of one session at most', default: 20, min: 1, max: 1_000_000 }),
  CONNECTIONS_PER_ACCOUNT: whole({ about: 'sockets of one account at most', default: 50, min: 1, max: 1_000_000 }),
  CONNECTIONS_PER_ADDRESS: whole({
    about: 'sockets of one address (IPv6: /64) at most; many people may share one',
    default: 2_000,
    min: 1,
    max: 1_000_000,
  }),
  CONNECTIONS: whole({
    about: 'sockets at most, as far as the limit of open files allows',
    default: 100_000,
    min: 1,
    max: 1_000_000,
  }),
  FOLLOWS_PER_CONNECTION: whole({
    about: 'streams of one connection that it follows besides those that are always followed',
    default: 200,
    min: 1,
    max: 10_000,
  }),
  WATCHES_PER_CONNECTION: whole({
    about: 'topics that one connection watches, such as who is there',
    default: 1_000,
    min: 1,
    max: 10_000,
  }),
  RATE_HANDSHAKES: whole({
    about:
      'handshakes per second and account; twice as many at once, so that all of its sockets may come back together',
    default: 25,
    min: 1,
    max: 1_000_000,
  }),
  RATE_HANDSHAKES_PER_ADDRESS: whole({
    about: 'handshakes per second and address (IPv6: /64)',
    default: 500,
    min: 1,
    max: 1_000_000,
  }),
  RATE_BAD_TOKENS: whole({
    about:
      'tokens per second and address (IPv6: /64) that prove to be none; beyond, only tokens that are known already pass',
    default: 50,
    min: 1,
    max: 1_000_000,
  }),
  IN_FLIGHT: whole({
    about: 'unanswered commands of one session at most, over all its connections',
    default: 128,
    min: 1,
    max: 10_000,
  }),
  RATE_FREE: whole({
    about: 'pings and hellos per second and account: what no client needs, and no gateway minds',
    default: 1_000,
    min: 1,
    max: 1_000_000,
  }),
  RATE_READ: whole({ about: 'reading requests per second and account', default: 50, min: 1, max: 1_000_000 }),
  RATE_WRITE: whole({ about: 'changing requests per second and account', default: 20, min: 1, max: 1_000_000 }),
  RATE_SEND: whole({ about: 'messages sent per second and account', default: 50, min: 1, max: 1_000_000 }),
  RATE_LOGIN: whole({
    about: 'log-ins and sign-ups per second and account, or address (IPv6: /64) where there is no token',
    default: 5,
    min: 1,
    max: 1_000_000,
  }),
  RATE_REFRESH: whole({
    about: 'the same of refreshes and log-outs: all who share an address refresh in time',
    default: 100,
    min: 1,
    max: 1_000_000,
  }),
  RATE_REFUSED: whole({
    about:
      'requests per second and session (or address) that may be refused for ever, 25 times as many at once; beyond, each one refused ends its connection with FLOOD',
    default: 40,
    min: 1,
    max: 1_000_000,
  }),
  RATE_BYTES: whole({
    about: 'bytes per second and account, as JSON, of what changes something; sixteen times as many at once',
    default: 65_536,
    min: 1_024,
    max: 1_073_741_824,
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
  RESUME_BYTES: whole({
    about:
      'bytes of what was missed, and of answers to hello, for one account within a minute; beyond, streams are reset',
    default: 16_777_216,
    min: 16_384,
    max: 1_073_741_824,
  }),
  DRAIN_MS: whole({
    about: 'over how long connections are told to go when the gateway stops',
    default: 5_000,
    min: 0,
    max: 20_000,
  }),
}
