/** Keeps what is known of tokens true: the keys of auth, what it says has ended, and how people stand. */
import type { AccountStanding } from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Log } from './log.ts'
import type { Tokens } from './tokens.ts'

/** NATS may have lost the ring that says a key was withdrawn. */
const readKeysMs = 2_000
const forgetMs = 60_000

export interface TokensKept {
  readonly bus: Bus
  readonly log: Log
  /** These sessions are good no longer. */
  readonly ended?: (sessions: readonly string[]) => void
  /** These people stand otherwise now. */
  readonly restricted?: (told: readonly AccountStanding[]) => void
}

/** From the moment at which auth says so, and until disposed. What is given is called when the tokens know already. */
export const keepTokens = (tokens: Tokens, { bus, log, ended, restricted }: TokensKept): Disposable => {
  bus.listen(bus.subjects.sessionsEnded, (message) => {
    const sessions = message.json<string[]>()
    tokens.end(sessions)
    ended?.(sessions)
  })
  bus.listen(bus.subjects.standingsChanged, (message) => {
    const told = message.json<AccountStanding[]>()
    tokens.restrict(told)
    restricted?.(told)
  })
  /** What it learns besides: how far the clocks are apart, which may change at any time. */
  const readKeys = () => {
    tokens.refresh().catch((err) => log.debug({ err }, 'keys not read, later'))
  }
  bus.listen(bus.subjects.keysChanged, readKeys)
  // After a pause of NATS anything may have been missed.
  bus.onReconnect(readKeys)
  const timers = [setInterval(readKeys, readKeysMs), setInterval(() => tokens.forgetExpired(), forgetMs)]
  return {
    [Symbol.dispose]: () => {
      for (const timer of timers) clearInterval(timer)
    },
  }
}
