/**
 * Who asks, at the edge of a process: the address, the name it was reached by, the origin of the page. Every request has
 * it from here, over HTTP and on its way to be a socket, so that no two readers of its headers disagree.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { fail } from '@parley/protocol'
import { type Believed, callerBehind, type Doubt, type InNetworks, networks, plainAddress } from './addresses.ts'
import type { Log } from './log.ts'
import {
  type Host,
  hostText,
  isKnownHost,
  isOrigin,
  mayAsk,
  type Origin,
  originText,
  ownOriginAt,
  type Reached,
  type Reader,
  readerAt,
  readHost,
} from './origins.ts'
import { warnSeldom } from './seldom.ts'

export interface EdgeOptions {
  readonly publicUrl: Origin | null
  readonly allowedHosts: readonly string[]
  /** May hold `*`. */
  readonly allowedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  /** How many trusted proxies stand one behind the other at most. */
  readonly hops: number
  readonly gatewayKey: string | null
  /** What is trusted is a gateway, which has looked at the names already: it is asked for one address and one host. */
  readonly behindGateway: boolean
  readonly log: Log
}

/** Settings of a service that takes requests from gateways, as the environment has them. */
export interface BehindGateway {
  readonly PUBLIC_URL: Origin | null
  readonly ALLOWED_HOSTS: readonly string[]
  readonly ALLOWED_ORIGINS: readonly string[]
  readonly TRUSTED_PROXIES: readonly string[]
  readonly GATEWAY_KEY: string | null
}

export interface Edge {
  /** Plain, see addresses.ts; empty where the connection is gone. */
  addressOf(request: IncomingMessage): string
  /** Of our own pages, as this request has reached them. */
  originOf(request: IncomingMessage): Origin
  /** Throws REQUEST_UNCLEAR or HOST_UNKNOWN. */
  checkHost(request: IncomingMessage): void
  /** Throws ORIGIN_FORBIDDEN. */
  checkOrigin(request: IncomingMessage): void
  /** The pages of another origin that may read what a request is answered with; undefined where there are none. Throws REQUEST_UNCLEAR. */
  readerOf(request: IncomingMessage): Reader | undefined
}

/** In which gateways say that they are. */
export const keyHeader = 'x-parley-gateway'

const doubts: Readonly<Record<Doubt, string>> = {
  stranger: 'X-Forwarded-For of a peer that TRUSTED_PROXIES does not name: it was not believed',
  silent: 'a proxy that TRUSTED_PROXIES names sent no X-Forwarded-For: all who come through it share one address',
  further: 'the caller seems to be a proxy that TRUSTED_PROXIES names: is TRUSTED_HOPS too low?',
}

const listIn = (header: string | string[] | undefined): string[] =>
  header === undefined
    ? []
    : String(header)
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')

/** As far as it can be told again: no longer than a name of a host may be, with what stands around it. */
const mostOfOrigin = 300
const toldOrigin = (origin: string | undefined): Record<string, unknown> =>
  origin !== undefined && origin.length <= mostOfOrigin && isOrigin(origin) ? { origin } : {}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const peerOf = ({ socket }: IncomingMessage): string => plainAddress(socket.remoteAddress ?? '') ?? ''

const makeIsTrusted = ({ gatewayKey, behindGateway }: EdgeOptions, inNetworks: InNetworks) => {
  if (!behindGateway || gatewayKey === null) return (_: IncomingMessage, peer: string) => inNetworks(peer)
  const wanted = digest(gatewayKey)
  return ({ headers }: IncomingMessage) => timingSafeEqual(digest(String(headers[keyHeader] ?? '')), wanted)
}

/** Of the names that a request gives, the one nearest to the browser, and all of them. */
const hostsOf = (request: IncomingMessage, trusted: boolean): Host[] => {
  const names = [...(trusted ? listIn(request.headers['x-forwarded-host']) : []), request.headers.host ?? '']
  return names.map((name) => readHost(name) ?? fail('REQUEST_UNCLEAR', { why: 'it has no Host that is one' }))
}

export const makeEdge = (options: EdgeOptions): Edge => {
  const { allowedHosts, allowedOrigins: allowed, hops, behindGateway, log } = options
  const publicOrigin = options.publicUrl ?? undefined
  const inNetworks = networks(options.trustedProxies)
  const isTrusted = makeIsTrusted(options, inNetworks)
  const warn = warnSeldom(log)

  const believe = (request: IncomingMessage): Believed => {
    const peer = peerOf(request)
    const trust = {
      isTrusted: (address: string) => (address === peer ? isTrusted(request, peer) : inNetworks(address)),
      hops,
    }
    return callerBehind(peer, request.headers['x-forwarded-for']?.toString(), trust)
  }

  /** Nearly all name the same. */
  let lastKnown: string | undefined
  const isKnown = (host: Host) => isKnownHost(host, publicOrigin, allowedHosts)

  const reached = (request: IncomingMessage): Reached => {
    const trusted = isTrusted(request, peerOf(request))
    const [told] = trusted ? listIn(request.headers['x-forwarded-proto']) : []
    const isSecure = told ? /^(?:https|wss)$/i.test(told) : Boolean((request.socket as TLSSocket).encrypted)
    return { hosts: hostsOf(request, trusted), scheme: isSecure ? 'https' : 'http' }
  }

  const originOf = (request: IncomingMessage): Origin => {
    const { hosts, scheme } = reached(request)
    return ownOriginAt(hosts[0] as Host, scheme, publicOrigin)
  }

  return {
    originOf,

    addressOf: (request) => {
      const { address, doubt } = believe(request)
      if (doubt) warn({ peer: peerOf(request), address }, doubts[doubt])
      return address
    },

    checkHost: (request) => {
      const { host, 'x-forwarded-host': forwarded } = request.headers
      const isAlone = forwarded === undefined
      if (isAlone && host !== undefined && host === lastKnown) return
      const peer = peerOf(request)
      const trusted = isTrusted(request, peer)
      const unknown = hostsOf(request, trusted).find((host) => !isKnown(host))
      if (!unknown && isAlone) lastKnown = host
      if (!unknown || (trusted && behindGateway)) return
      const known = publicOrigin ? originText(publicOrigin) : 'not set'
      warn(
        { host: hostText(unknown), peer, public_url: known, allowed_hosts: allowedHosts },
        'a request for a host that neither PUBLIC_URL nor ALLOWED_HOSTS names was refused',
      )
      fail('HOST_UNKNOWN')
    },

    checkOrigin: (request) => {
      const { origin, 'sec-fetch-site': site } = request.headers
      if (origin === undefined && site === undefined) return // a program
      const at = reached(request)
      if (mayAsk({ origin, site: site?.toString() }, at, { publicOrigin, allowed })) return
      const own = at.hosts.map((host) => originText(ownOriginAt(host, at.scheme, publicOrigin)))
      warn(
        { origin: origin ?? `none, ${site}`, own, peer: peerOf(request), allowed_origins: allowed },
        'a page of a foreign origin was refused: if it is ours, set PUBLIC_URL to its origin, or name it in ALLOWED_ORIGINS',
      )
      fail('ORIGIN_FORBIDDEN', toldOrigin(origin))
    },

    readerOf: (request) => {
      const { origin } = request.headers
      return origin === undefined ? undefined : readerAt(origin, originOf(request).scheme === 'https', allowed)
    },
  }
}

/** Of a service: a gateway has looked at the names already, and tells who asks. */
export const edgeBehindGateway = (config: BehindGateway, log: Log): Edge =>
  makeEdge({
    publicUrl: config.PUBLIC_URL,
    allowedHosts: config.ALLOWED_HOSTS,
    allowedOrigins: config.ALLOWED_ORIGINS,
    trustedProxies: config.TRUSTED_PROXIES,
    hops: 1,
    gatewayKey: config.GATEWAY_KEY,
    behindGateway: true,
    log,
  })
