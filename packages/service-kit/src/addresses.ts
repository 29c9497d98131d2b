/** Addresses of callers, as they are counted and told. */
import { isIP } from 'node:net'

const ipv6Groups = (address: string): string[] => {
  const [before = '', after] = address.split('::')
  const head = before.split(':').filter(Boolean)
  const tail = (after ?? '').split(':').filter(Boolean)
  const gap = after === undefined ? 0 : 8 - head.length - tail.length
  return [...head, ...Array<string>(Math.max(gap, 0)).fill('0'), ...tail]
}

/** IPv4 in its own form also where a socket of both families names it `::ffff:192.0.2.1`. */
export const plainAddress = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address

/** What a caller is counted under: an IPv4 address, or the /64 that one IPv6 customer commonly has to themselves. */
export const addressKey = (address: string): string => {
  const plain = plainAddress(address)
  if (isIP(plain) !== 6) return plain
  const groups = ipv6Groups(plain).slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
