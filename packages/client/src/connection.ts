/**
 * The life of a connection as a pure machine: a state and an input give the next state and what to do. It reads no
 * clock and touches no socket, so that every order of events can be tried. `link.ts` does what it says.
 *
 *   token ──▶ opening ──▶ greeting ──▶ online
 *     │          │           │           │
 *     └──────────┴───────────┴───────────┴──▶ waiting ──▶ token …   after a random time
 *                                         └──▶ ended                told not to come back, or closed
 */
import { closeCodes, mayReconnect } from '@parley/protocol'
import { retryDelay } from './backoff.ts'
import type { ParleyError } from './parley-error.ts'
import {
  type Greeting,
  isStable,
  renewal,
  renewalAgain,
  startUpkeep,
  type Upkeep,
  upkeepDue,
  upkeepTime,
} from './upkeep.ts'

export type Phase = 'token' | 'opening' | 'greeting' | 'online' | 'waiting' | 'ended'

export interface Connection {
  readonly phase: Phase
  /** Counts the tries; what an earlier one still reports is not heard. */
  readonly round: number
  /** Tries in a row that did not become a stable connection. */
  readonly failures: number
  /** Whether the token must be a new one, as the last may be what was refused. */
  readonly fresh: boolean
  /** When the phase is over by itself: a step takes too long, or the waiting ends. */
  readonly until: number
  /** While online. */
  readonly upkeep?: Upkeep
  /** Why it ended. */
  readonly loss?: Loss
}

/** A close code, or the error that a token or the hello was refused with; neither where the line just went silent. */
export interface Loss {
  readonly code?: number
  readonly error?: ParleyError
}

export type Input =
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'opened' }
  | { readonly type: 'greeted'; readonly hello: Greeting }
  | { readonly type: 'heard' }
  | { readonly type: 'sent' }
  | { readonly type: 'renewed'; readonly expiresAt: number }
  | { readonly type: 'lost'; readonly loss: Loss }
  | { readonly type: 'wake' }
  | { readonly type: 'network' }
  | { readonly type: 'close' }

export type Effect =
  | { readonly type: 'fetch token'; readonly fresh: boolean }
  | { readonly type: 'open'; readonly token: string }
  | { readonly type: 'hello' }
  | { readonly type: 'ping' }
  | { readonly type: 'renew' }
  | { readonly type: 'drop' }

/** `random` lies in [0, 1). */
export interface Moment {
  readonly now: number
  readonly random: number
}

export type Step = readonly [Connection, ...Effect[]]

/** How long each step to being online may take. */
const patienceMs = { token: 20_000, opening: 10_000, greeting: 15_000 }
type Climbing = keyof typeof patienceMs

export const atRest = (now: number): Connection => ({
  phase: 'waiting',
  round: 0,
  failures: 0,
  fresh: false,
  until: now,
})

export const step = (state: Connection, input: Input, moment: Moment): Step => {
  if (state.phase === 'ended') return [state]
  switch (input.type) {
    case 'token':
      return climb(state, 'token', 'opening', moment, { type: 'open', token: input.token })
    case 'opened':
      return climb(state, 'opening', 'greeting', moment, { type: 'hello' })
    case 'greeted':
      return [settle(state, input.hello, moment)]
    case 'heard':
      return [keep(state, { heardAt: moment.now, pingedAt: undefined })]
    case 'sent':
      return [keep(state, { sentAt: moment.now })]
    case 'renewed':
      return [keep(state, renewal(input.expiresAt, moment.now))]
    case 'lost':
      return lose(state, input.loss, moment)
    case 'wake':
      return wake(state, moment)
    case 'network':
      return look(state, moment)
    case 'close':
      return end(state, {})
  }
}

/** When the machine wants to be woken. */
export const wakeTime = ({ phase, until, upkeep }: Connection): number | undefined => {
  if (phase === 'ended') return undefined
  return upkeep ? upkeepTime(upkeep) : until
}

const begin = (state: Connection, { now }: Moment): Step => [
  { ...state, phase: 'token', round: state.round + 1, until: now + patienceMs.token },
  { type: 'fetch token', fresh: state.fresh },
]

const climb = (state: Connection, from: Climbing, to: Climbing, { now }: Moment, effect: Effect): Step =>
  state.phase === from ? [{ ...state, phase: to, until: now + patienceMs[to] }, effect] : [state]

const settle = (state: Connection, hello: Greeting, { now }: Moment): Connection =>
  state.phase === 'greeting' ? { ...state, phase: 'online', fresh: false, upkeep: startUpkeep(hello, now) } : state

const keep = (state: Connection, news: Partial<Upkeep>): Connection =>
  state.upkeep ? { ...state, upkeep: { ...state.upkeep, ...news } } : state

const wake = (state: Connection, moment: Moment): Step => {
  if (state.upkeep) return tend(state, state.upkeep, moment)
  if (moment.now < state.until) return [state]
  return state.phase === 'waiting' ? begin(state, moment) : lose(state, {}, moment)
}

const tend = (state: Connection, upkeep: Upkeep, moment: Moment): Step => {
  switch (upkeepDue(upkeep, moment.now)) {
    case 'give up':
      return lose(state, {}, moment)
    case 'ping':
      return ping(state, moment)
    case 'renew':
      return [keep(state, renewalAgain(upkeep, moment.now)), { type: 'renew' }]
    case 'nothing':
      return [state]
  }
}

const ping = (state: Connection, { now }: Moment): Step => [
  keep(state, { pingedAt: now, sentAt: now }),
  { type: 'ping' },
]

/** The device is back on a network: no reason to wait on, and an open socket may be one of the network before. */
const look = (state: Connection, moment: Moment): Step => {
  if (state.phase === 'waiting') return begin(state, moment)
  return state.upkeep && state.upkeep.pingedAt === undefined ? ping(state, moment) : [state]
}

const end = ({ upkeep: _, ...state }: Connection, loss: Loss): Step => [
  { ...state, phase: 'ended', round: state.round + 1, loss },
  { type: 'drop' },
]

const lose = (state: Connection, loss: Loss, moment: Moment): Step => {
  if (state.phase === 'waiting') return [state]
  return isFinal(loss) ? end(state, loss) : retreat(state, loss, moment)
}

const retreat = ({ upkeep, ...state }: Connection, loss: Loss, { now, random }: Moment): Step => {
  const failures = upkeep && isStable(upkeep, now) ? 0 : state.failures
  const until = now + retryDelay(failures, random, loss.error?.retry_ms)
  const fresh = wantsFresh(state, loss)
  return [
    { ...state, phase: 'waiting', round: state.round + 1, failures: failures + 1, fresh, until },
    { type: 'drop' },
  ]
}

const aNewTokenHelps = ({ code, error }: Loss): boolean =>
  code === closeCodes.TOKEN_EXPIRED.code ||
  code === closeCodes.TOKEN_INVALID.code ||
  error?.name === 'TOKEN_EXPIRED' ||
  error?.name === 'TOKEN_INVALID'

const isFinal = (loss: Loss): boolean => {
  if (loss.code !== undefined) return !mayReconnect(loss.code)
  return loss.error !== undefined && !loss.error.retry && !aNewTokenHelps(loss)
}

/**
 * A browser does not tell why a handshake was refused, so the token may be the reason, unless it was a new one: then
 * the next try goes without, lest a server that is down costs a refresh at each try.
 */
const wantsFresh = ({ phase, fresh }: Connection, loss: Loss): boolean => {
  if (phase === 'token') return fresh
  return phase === 'opening' ? !fresh : aNewTokenHelps(loss)
}
