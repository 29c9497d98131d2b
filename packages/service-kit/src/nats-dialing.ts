/** Coming to NATS: the first connection, when the next one is tried, and finding out why there is none. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node'
import type { NatsAccess } from './nats-access.ts'
import { whyNot } from './nats-access.ts'
import { steadyNow } from './steady-clock.ts'
import { tellWhile } from './tell-while.ts'

/** Between two tries of one server. Milliseconds. */
const againMs = 200
/** For one try, of ours to look and of the connection to come back: a line may hang that was dialed in a bad moment. */
const tryMs = 5_000

type Handler = NonNullable<NodeConnectionOptions['reconnectToServer']>
type Dialing = Pick<NodeConnectionOptions, 'reconnectDelayHandler' | 'reconnectToServer' | 'timeout'>

/**
 * Which server is tried next, and when: the one that was not tried for longest, and none twice within `againMs`. The
 * library goes by the time of day, and would wait for as long as a clock is set back: by its own measure it may always.
 */
export const dialing = (now = steadyNow): Dialing => {
  const triedAt = new Map<string, number>()
  const last = ({ listen }: { readonly listen: string }) => triedAt.get(listen) ?? Number.NEGATIVE_INFINITY
  const next: Handler = (pool) => {
    const [server] = pool.toSorted((one, other) => last(one) - last(other))
    if (!server) return null
    const delay = Math.max(0, last(server) + againMs * (1 + Math.random()) - now())
    triedAt.set(server.listen, now() + delay)
    return { server, delay }
  }
  return { reconnectDelayHandler: () => Number.NEGATIVE_INFINITY, reconnectToServer: next, timeout: tryMs }
}

const once = { waitOnFirstConnect: false, reconnect: false } as const

/** Tries this server alone: why it cannot be had, or nothing where it can. */
const look = async (server: string, access: NatsAccess): Promise<string | undefined> => {
  try {
    const connection = await connect({ ...access, ...once, servers: [server], timeout: tryMs })
    await connection.close()
    return undefined
  } catch (reason) {
    return whyNot(reason)
  }
}

export type Reasons = Readonly<Record<string, string>>

/** Of each server that cannot be had. */
export const lookAtAll = async (access: NatsAccess): Promise<Reasons> => {
  const found = await Promise.all(access.servers.map(async (server) => [server, await look(server, access)] as const))
  return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined))
}

/** Tries all servers by turns until one is there, and tells meanwhile why none is: soon, and then at growing intervals. */
export const connectFirst = async (
  options: NodeConnectionOptions & NatsAccess,
  tell: (reasons: Reasons) => void,
): Promise<NatsConnection> => {
  const reasons: Record<string, string> = {}
  for (const server of options.servers) reasons[server] = 'no answer yet'
  using _telling = tellWhile(() => tell({ ...reasons }))
  for (;;) {
    for (const server of options.servers) {
      try {
        const connection = await connect({ ...options, servers: [server] })
        connection.setServers(options.servers)
        return connection
      } catch (reason) {
        reasons[server] = whyNot(reason)
      }
    }
    await sleep(againMs * (1 + Math.random()))
  }
}
