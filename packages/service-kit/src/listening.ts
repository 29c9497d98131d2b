/** Where a server listens: at the address that the operator gave, as this machine can. */
import { once } from 'node:events'
import type { AddressInfo, ListenOptions, Server } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { ConfigFaults } from './config.ts'

const everyV4 = '0.0.0.0'
/** Of both kinds, on systems that have both. */
const every = '::'

type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'family' | 'internal'>[] | undefined>>

/**
 * Every address of IPv4 is none on a machine that has IPv6 alone: nobody would reach it, and it would look as if all were
 * well. Whoever asks for all of one kind there means all there are.
 */
export const hostFor = (host: string, interfaces: Interfaces = networkInterfaces()): string => {
  if (host !== everyV4) return host
  const families = Object.values(interfaces).flatMap((own = []) =>
    own.filter(({ internal }) => !internal).map(({ family }) => family),
  )
  return families.includes('IPv6') && !families.includes('IPv4') ? every : host
}

const why: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use by another program',
  EACCES: 'only root may listen on it',
  EADDRNOTAVAIL: 'this machine has no such address',
  EAFNOSUPPORT: 'this machine has no addresses of that kind',
  ENOTFOUND: 'no such name is known',
}

interface Place {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  readonly backlog?: number
  /** By which the operator sets the port. */
  readonly setting: string
}

/** What is no fault of the port stays what it is. */
const tellFault = (reason: { code?: string }, { setting, port, host }: Place): never => {
  const { code = '' } = reason
  if (!why[code]) throw reason
  const fault = `${setting} ${port} cannot be listened on at ${host}: ${why[code]}. Set ${setting}, or HOST, otherwise`
  throw Object.assign(new ConfigFaults([fault]), { code })
}

const listenAt = async (server: Server, options: ListenOptions): Promise<number> => {
  server.listen(options)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const lacksTheKind = ({ code = '' }: { code?: string }) => code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL'
/** The other spelling of all addresses, for a system that knows one kind only. */
const others: Readonly<Record<string, string>> = { [every]: everyV4, [everyV4]: every }

/** Resolves to the port, also where 0 was asked for. Rejects with `ConfigFaults` where it may not or cannot. */
export const listenOn = async (server: Server, place: Place): Promise<number> => {
  const { port, backlog } = place
  const host = hostFor(place.host)
  const options = backlog === undefined ? { port } : { port, backlog }
  try {
    return await listenAt(server, { ...options, host })
  } catch (reason) {
    const other = others[host]
    if (!other || !lacksTheKind(reason as object)) return tellFault(reason as object, place)
    return await listenAt(server, { ...options, host: other }).catch((fault) => tellFault(fault, place))
  }
}
