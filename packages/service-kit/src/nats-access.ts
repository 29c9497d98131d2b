/** What the addresses of NATS say besides where it is, and how what goes wrong there is told. */
import { errors, type NodeConnectionOptions } from '@nats-io/transport-node'
import { inboxPrefix } from '@parley/wire'
import { decoded } from './server-address.ts'

export type NatsAccess = Pick<NodeConnectionOptions, 'user' | 'pass' | 'inboxPrefix' | 'token' | 'tls'> & {
  readonly servers: string[]
}

/** What the library takes as options and not from the addresses: who we are, and whether to insist on TLS. */
export const accessOf = (servers: readonly string[]): NatsAccess => {
  const addresses = servers.map((server) => new URL(server))
  const { username = '', password = '' } = addresses.find((address) => address.username !== '') ?? {}
  const [user, pass] = [decoded(username), decoded(password)]
  return {
    servers: addresses.map(({ host }) => host),
    ...(pass ? { user, pass, inboxPrefix: inboxPrefix(user) } : user ? { token: user } : {}),
    ...(addresses.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
  }
}

const hints: readonly (readonly [(reason: Error & { code?: string }) => boolean, string])[] = [
  [(reason) => reason instanceof errors.AuthorizationError, 'it knows no such user and password, or we took too long'],
  [({ code }) => code === 'ENOTFOUND' || code === 'EAI_AGAIN', 'no such host is known'],
  [({ name }) => name === 'TimeoutError', 'no answer in time'],
]

/** In words, without what the address keeps secret. */
export const whyNot = (reason: unknown): string => {
  const fault = (reason ?? new Error('the line broke')) as Error & { code?: string }
  const hint = hints.find(([fits]) => fits(fault))?.[1]
  return hint ? `${fault.message} (${hint})` : fault.message
}
