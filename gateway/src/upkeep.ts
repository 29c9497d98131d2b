/** What a gateway does regularly: one look at all connections, the comparison of positions, forgetting. Tokens are kept by themselves. */
import { type Bus, type Log, steadyNow, type Tokens } from '@parley/service-kit'
import type { Admission } from './admission.ts'
import type { Router } from './router.ts'
import { type SharedRates, settleEveryMs } from './shared-rates.ts'
import type { Sockets } from './sockets.ts'
import type { Streams } from './streams.ts'
import type { Unread } from './unread.ts'
import { lookAt, wheelMs } from './wheel.ts'

export interface UpkeepOptions {
  readonly bus: Bus
  readonly log: Log
  readonly router: Router
  readonly sockets: Sockets
  readonly streams: Streams
  readonly tokens: Tokens
  readonly admission: Admission
  readonly shared: SharedRates | undefined
  readonly unread: Unread
  readonly compareMs: number
  readonly heartbeatMs: number
}

const weighMs = 60_000

const every = (ms: number, work: () => void): Disposable => {
  const timer = setInterval(work, ms)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Until disposed. */
export const startUpkeep = (options: UpkeepOptions): Disposable => {
  const { bus, log, router, sockets, streams, tokens, admission, shared, unread } = options
  const compare = () => {
    streams.compareAll().catch((err) => log.debug({ err }, 'positions not compared, later'))
  }
  const look = () => {
    const now = steadyNow()
    const timeOfAuth = tokens.now()
    router.expire(now)
    for (const connection of sockets.all) lookAt(connection, now, timeOfAuth, options.heartbeatMs)
    admission.forget()
  }
  // After a pause of NATS anything may have been missed.
  bus.onReconnect(compare)
  const timers = new DisposableStack()
  timers.use(every(options.compareMs, compare))
  timers.use(every(wheelMs, look))
  timers.use(every(weighMs, () => unread.weigh()))
  if (shared) timers.use(every(settleEveryMs, () => void shared.settle()))
  return timers
}
