/** What a gateway does regularly: one look at all connections, the comparison of positions, forgetting. */
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

const forgetMs = 60_000
/** NATS may have lost the ring that says a key was withdrawn. */
const readKeysMs = 2_000

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
  const forget = () => {
    tokens.forgetExpired()
    unread.weigh()
  }
  /** What it learns besides: how far the clocks are apart, which may change at any time. */
  const readKeys = () => {
    tokens.refresh().catch((err) => log.debug({ err }, 'keys not read, later'))
  }
  // After a pause of NATS anything may have been missed.
  bus.onReconnect(compare)
  bus.onReconnect(readKeys)
  const timers = new DisposableStack()
  timers.use(every(options.compareMs, compare))
  timers.use(every(wheelMs, look))
  timers.use(every(forgetMs, forget))
  timers.use(every(readKeysMs, readKeys))
  if (shared) timers.use(every(settleEveryMs, () => void shared.settle()))
  return timers
}
