/** Whether anything is sent to an endpoint that somebody gives. Where a name leads is looked at when the connection is made. */
import { isIP } from 'node:net'
import { networks, plainAddress } from '@parley/service-kit'

const isOurs = networks(['loopback', 'linklocal', 'uniquelocal', '0.0.0.0/8', '100.64.0.0/10', '::'])

export const isEndpoint = (text: string, toPrivate: boolean): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (protocol !== 'https:' || username || password || hash) return false
  const host = hostname.replace(/^\[|\]$/g, '')
  if (toPrivate) return true
  if (isIP(host)) return !isOurs(plainAddress(host) ?? host)
  return host.includes('.') && !/\.(local|localhost|internal|localdomain)\.?$/.test(host)
}
