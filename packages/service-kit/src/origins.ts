/** Under which names a process is reached, and the pages of which origins may ask it. Pure. */
import { isIP } from 'node:net'

/** A host as a request or a URL names it: in lower case and without a dot at its end; the port is empty where none is named. */
export interface Host {
  readonly name: string
  readonly port: string
}

export interface Origin extends Host {
  readonly scheme: 'http' | 'https'
}

const hostForm = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i
const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')

/** Undefined where this names no host. */
export const readHost = (text: string): Host | undefined => {
  const [, name, port = ''] = hostForm.exec(text) ?? []
  return name && plainName(name) !== '' && Number(port) <= 65_535 ? { name: plainName(name), port } : undefined
}

const defaultPorts = { http: '80', https: '443' }

/** With the port left out where the scheme implies it. */
export const originAt = (scheme: Origin['scheme'], { name, port }: Host): Origin => ({
  scheme,
  name,
  port: port === defaultPorts[scheme] ? '' : port,
})

export const hostText = ({ name, port }: Host): string => (port ? `${name}:${port}` : name)
export const originText = (origin: Origin): string => `${origin.scheme}://${hostText(origin)}`

/** Undefined for what is no origin of a web page: `null`, another scheme, something with a path. */
export const readOrigin = (text: string): Origin | undefined => {
  const [, scheme, host = ''] = /^(https?):\/\/([^/]+)$/.exec(text) ?? []
  const read = readHost(host)
  return scheme && read ? originAt(scheme as Origin['scheme'], read) : undefined
}

/** Whether a setting may name it: spelled as browsers send it. */
export const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

/** Whether a setting may name it: `chat.example.org`, `*.example.org`, or `*`. */
export const isHostPattern = (text: string): boolean =>
  text === '*' || /^(?:\*\.)?[a-z\d_-]+(?:\.[a-z\d_-]+)*$/i.test(text)

const matchesPattern = (name: string, pattern: string): boolean => {
  const wanted = pattern.toLowerCase()
  if (wanted === '*') return true
  return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted
}

const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost')

const isAddress = (name: string): boolean => isIP(name) !== 0 || name.startsWith('[')

/**
 * Whether a request may call us by this name. A page whose name was bound to our address (DNS rebinding) asks under its
 * own name, which nobody gave us; it cannot do so under an address, nor under localhost.
 */
export const isKnownHost = ({ name }: Host, publicOrigin: Origin | undefined, allowed: readonly string[]): boolean =>
  isAddress(name) ||
  isLocalhost(name) ||
  name === publicOrigin?.name ||
  allowed.some((pattern) => matchesPattern(name, pattern))

/** Where a request came in, as far as it and trusted proxies tell. */
export interface Reached {
  /** Every name by which it says that it was reached; the nearest to the browser comes first. */
  readonly hosts: readonly Host[]
  readonly scheme: Origin['scheme']
}

/** The origin of our own pages, as the browser sees it. The public address knows best: proxies forget ports and schemes. */
export const ownOriginAt = (host: Host, scheme: Origin['scheme'], publicOrigin: Origin | undefined): Origin =>
  publicOrigin?.name === host.name ? publicOrigin : originAt(scheme, host)

/** A proxy that ends TLS may not say so: an origin of https counts for a host that seems to be http, and not the other way. */
const isOwn = (origin: Origin, host: Host, scheme: Origin['scheme'], publicOrigin: Origin | undefined): boolean => {
  if (publicOrigin?.name === host.name) return originText(origin) === originText(publicOrigin)
  if (scheme === 'https' && origin.scheme === 'http') return false
  return originText(originAt(origin.scheme, host)) === originText(origin)
}

export interface OriginRules {
  readonly publicOrigin: Origin | undefined
  readonly allowed: readonly string[]
}

/** What a browser says of the page that asks. */
export interface Page {
  readonly origin: string | undefined
  /** Sec-Fetch-Site. */
  readonly site: string | undefined
}

/** Who may read an answer: pages of `origin`, or of all where that is `*`. */
export interface Reader {
  readonly origin: string
  /** Also an answer that was asked for with cookies. */
  readonly withCookies: boolean
}

/**
 * Nobody is named by `*`, so it lets no cookie count. Nor do the cookies of HTTPS count for a page over plain HTTP, which
 * whoever is on the way may have written.
 */
export const readerAt = (origin: string, isSecure: boolean, allowed: readonly string[]): Reader | undefined => {
  if (origin !== '*' && allowed.includes(origin))
    return { origin, withCookies: !isSecure || origin.startsWith('https:') }
  return allowed.includes('*') ? { origin: '*', withCookies: false } : undefined
}

const foreignSites = ['cross-site', 'same-site']

/** Programs name no origin, and browsers always do where something is to be done; a browser that hides it tells the site. */
export const mayAsk = ({ origin, site }: Page, { hosts, scheme }: Reached, rules: OriginRules): boolean => {
  if (origin === undefined) return !foreignSites.includes(site ?? '') || rules.allowed.includes('*')
  if (rules.allowed.includes('*') || rules.allowed.includes(origin)) return true
  const read = readOrigin(origin)
  return read !== undefined && hosts.some((host) => isOwn(read, host, scheme, rules.publicOrigin))
}
