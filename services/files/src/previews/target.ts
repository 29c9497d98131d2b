/** Which links are looked at: addresses of public places on the web, as a browser would read them. Pure. */

/** Longer ones are no links that people give each other. */
const mostLength = 2_048
/** Where the web is. */
export const webPorts: readonly number[] = [80, 443]
const usualPort: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }
/** Names within networks, of one's own machine, or of none (RFC 6761, 6762, 7686, 8375, and `.internal` by ICANN). */
const inner = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid)$/

export interface TargetOptions {
  /** The page that it stands on. */
  readonly base?: URL | undefined
  readonly ports?: readonly number[] | undefined
  /** That some of what is within may be reached: names say nothing then, and what they lead to is judged alone. */
  readonly hasInner?: boolean | undefined
}

/**
 * Undefined where it leads to no such place: another scheme or port, a name or password in it, a host of one word. What is a number is
 * judged when the connection is made, as what a name leads to is.
 */
export const targetOf = (
  link: string,
  { base, ports = webPorts, hasInner = false }: TargetOptions = {},
): URL | undefined => {
  if (link.trim() === '' || link.length > mostLength || !URL.canParse(link, base)) return undefined
  const url = new URL(link, base)
  const usual = usualPort[url.protocol]
  if (usual === undefined || url.username !== '' || url.password !== '') return undefined
  if (!ports.includes(url.port === '' ? usual : Number(url.port))) return undefined
  const host = url.hostname.replace(/\.$/, '')
  const isNumber = host.startsWith('[') || /^[\d.]+$/.test(host)
  if (!isNumber && !hasInner && (!host.includes('.') || inner.test(host))) return undefined
  url.hash = ''
  return url
}
