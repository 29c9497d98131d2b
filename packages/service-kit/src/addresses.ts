/** Addresses of callers: one spelling for each, whose word is taken for them, and what is counted under them. Pure. */
import { BlockList, isIP, isIPv4 } from 'node:net'

/** Longer is no address, whatever stands in it. */
const longestWritten = 100

const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/
const ipv4WithPort = /^([\d.]+):\d{1,5}$/
const zone = /%.*$/
const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/

const withoutQuotes = (written: string): string => /^"(.*)"$/.exec(written)?.[1] ?? written

const withoutPort = (written: string): string =>
  bracketed.exec(written)?.[1] ?? ipv4WithPort.exec(written)?.[1] ?? written

const ipv4Of = (high: string, low: string): string =>
  [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join('.')

/** Lower case, without leading zeros, the longest row of zeros left out: as URLs write it. */
const plainIPv6 = (address: string): string => {
  const short = new URL(`http://[${address.replace(zone, '')}]`).hostname.slice(1, -1)
  const [, high, low] = mapped.exec(short) ?? []
  return high && low ? ipv4Of(high, low) : short
}

/**
 * The one spelling of an address that a proxy or a socket wrote in any: without port, brackets, quotes and zone, IPv4 in
 * its own form where it is mapped into IPv6. Undefined for what is no address: `unknown`, `_hidden`, a name, nothing.
 */
export const plainAddress = (written: string): string | undefined => {
  if (isIPv4(written)) return written
  if (written.length > longestWritten) return undefined
  const bare = withoutPort(withoutQuotes(written.trim()))
  const family = isIP(bare)
  return family === 6 ? plainIPv6(bare) : family === 4 ? bare : undefined
}

const groupsOf = (address: string): string[] => {
  const [before = '', after = ''] = address.split('::')
  const [head, tail] = [before, after].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]
  return [...head, ...Array<string>(Math.max(8 - head.length - tail.length, 0)).fill('0'), ...tail]
}

const keyOf = (address: string): string => {
  const plain = plainAddress(address) ?? address
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain
}

/** What is counted of one connection asks for the same key several times in a row. */
let lastKeyed = { address: '', key: '' }

/** What is counted under: an IPv4 address, or the /64 that one IPv6 customer commonly has to themselves. */
export const addressKey = (address: string): string => {
  if (address !== lastKeyed.address) lastKeyed = { address, key: keyOf(address) }
  return lastKeyed.key
}

const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

const networksOf = (item: string): readonly string[] => (Object.hasOwn(named, item) ? (named[item] ?? []) : [item])

const bitsOf = (family: number): number => (family === 6 ? 128 : 32)

/** Whether this names proxies: an address, a network such as 10.0.0.0/8, loopback, linklocal or uniquelocal. */
export const isNetwork = (item: string): boolean => {
  if (Object.hasOwn(named, item)) return true
  const [address = '', bits, ...rest] = item.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0 || address.includes('%')) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsOf(family))
}

/** Whether a plain address is in one of the networks. */
export type InNetworks = (address: string) => boolean

export const networks = (items: readonly string[]): InNetworks => {
  if (items.length === 0) return () => false
  const list = new BlockList()
  for (const network of items.flatMap(networksOf)) {
    const [address = '', bits] = network.split('/')
    const plain = bits === undefined ? (plainAddress(address) ?? address) : address
    const family = isIP(plain)
    list.addSubnet(plain, Number(bits ?? bitsOf(family)), family === 6 ? 'ipv6' : 'ipv4')
  }
  // Many requests in a row come from one proxy.
  let last = { address: '', isIn: false }
  return (address) => {
    if (address !== last.address) last = { address, isIn: list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') }
    return last.isIn
  }
}

/** Whose X-Forwarded-For is believed, and how many of them stand one behind the other at most. */
export interface Trust {
  isTrusted(peer: string): boolean
  readonly hops: number
}

/** Why the settings may not fit what is in front: see `doubts` in edge.ts. */
export type Doubt = 'stranger' | 'silent' | 'further'

export interface Believed {
  readonly address: string
  readonly doubt?: Doubt
}

/**
 * Who asks, by way of `peer`: from our end, the first that is not trusted, or the last that the number of hops reaches.
 * What no address can be read from is the word of nobody: then it is the hop before. Only as many hops are looked at as
 * are believed, however many a client made up.
 */
export const callerBehind = (peer: string, forwarded: string | undefined, trust: Trust): Believed => {
  let address = plainAddress(peer) ?? ''
  if (!trust.isTrusted(address)) return forwarded === undefined ? { address } : { address, doubt: 'stranger' }
  if (forwarded === undefined) return { address, doubt: 'silent' }
  let rest = forwarded
  for (let hop = 0; hop < trust.hops; hop++) {
    const comma = rest.lastIndexOf(',')
    const next = plainAddress(rest.slice(comma + 1).trim())
    if (next === undefined) return { address }
    address = next
    rest = rest.slice(0, Math.max(comma, 0))
    if (comma < 0 || !trust.isTrusted(address)) return { address }
  }
  return { address, doubt: 'further' }
}
