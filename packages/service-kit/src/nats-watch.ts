/** The state of the connection to NATS: what is said of it in the log, who is told, and when it is given up. */
import { errors, type NatsConnection, type Status } from '@nats-io/transport-node'
import type { Log } from './log.ts'
import type { NatsAccess } from './nats-access.ts'
import { whyNot } from './nats-access.ts'
import { lookAtAll } from './nats-dialing.ts'
import { warnSeldom } from './seldom.ts'
import { tellWhile } from './tell-while.ts'

export interface Watched {
  readonly connected: () => boolean
  readonly counts: { reconnects: number }
  /** Resolves where the connection cannot come back by itself: the process must end, and be started again. */
  readonly lost: Promise<Error>
}

interface Told {
  gone(): void
  /** May say why this NATS will not do. */
  back(): Error | undefined
}

/** Looks at NATS in a row at which it answers others while our connection does not come back, within 15 s: three tries of it. */
const mostLooks = 4

export const watchNats = (connection: NatsConnection, access: NatsAccess, log: Log, told: Told): Watched => {
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error>()
  const counts = { reconnects: 0 }
  const warn = warnSeldom(log)
  let telling: Disposable | undefined
  let looks = 0

  const tell = async () => {
    const reasons = await lookAtAll(access)
    if (!telling) return
    looks = Object.keys(reasons).length < access.servers.length ? looks + 1 : 0
    log.warn({ servers: reasons }, 'NATS is not there, trying again')
    if (looks >= mostLooks) lose(new Error('NATS is there, and our connection to it does not come back'))
  }
  const gone = (server: string) => {
    if (telling) return
    looks = 0
    telling = tellWhile(() => void tell())
    log.warn({ server }, 'NATS is gone, trying again')
    told.gone()
  }
  const back = (server: string) => {
    if (!telling) return
    telling[Symbol.dispose]()
    telling = undefined
    counts.reconnects++
    log.info({ server }, 'NATS is back')
    const fault = told.back()
    if (fault) lose(fault)
  }
  const noteError = (error: Error) => {
    if (error instanceof errors.PermissionViolationError)
      warn(
        { operation: error.operation, subject: error.subject },
        'NATS does not allow us a subject: give its user the rights that `parley nats-config` of this release prints',
      )
    else warn({ reason: whyNot(error) }, 'NATS says that something is wrong')
  }
  const take = (status: Status) => {
    if (status.type === 'disconnect') gone(status.server)
    else if (status.type === 'staleConnection') gone(connection.getServer())
    else if (status.type === 'reconnect') back(status.server)
    else if (status.type === 'error') noteError(status.error)
    else if (status.type === 'ldm') log.warn({ server: status.server }, 'NATS is about to stop, and lets us go soon')
  }

  const watch = async () => {
    for await (const status of connection.status()) take(status)
    telling?.[Symbol.dispose]()
  }
  void watch()
  void connection.closed().then((reason) => {
    if (reason) lose(new Error(`The connection to NATS has ended for good: ${whyNot(reason)}`))
  })
  return { connected: () => !telling && !connection.isClosed(), counts, lost }
}
