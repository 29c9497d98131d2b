/**
 * The life of a connection as a pure machine: a state and an input give the next state and what to do. It reads no
 * clock and touches no socket, so that every order of events can be tried. `link.ts` does what it says.
 *
 *   token ──▶ opening ──▶ greeting ──▶ online
 *     │          │           │           │
 *     └──────────┴───────────┴───────────┴──▶ waiting ──▶ token …   after a random time
 *                                         └──▶ ended                told not to come back, or closed
 */
import { mayReconnect } from '@parley/protocol'
import { retryDelay } from './backoff.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import type { Verdict } from './probe.ts'
import { closeCode } from './table.inline.ts'
import {
  type Greeting,
  heard,
  isStable,
  pinged,
  renewal,
  renewalAgain,
  sent,
  slept,
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
  /** Whether it has ever been online: what worked once may work again. */
  readonly hasWorked: boolean
  /** Verdicts in a row by which trying again does not help. */
  readonly hopeless: number
  /** When somebody asked to look at the connection last. */
  readonly lookedAt?: number
  /** Why it is not online, as far as that is known. */
  readonly trouble?: ParleyError | undefined
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
  | { readonly type: 'renewed'; readonly lifeMs: number }
  | { readonly type: 'lost'; readonly loss: Loss }
  | { readonly type: 'wake' }
  /** Somebody has reason to think that what is so no longer is: the tab is shown again, the network is back. */
  | { readonly type: 'look' }
  | { readonly type: 'slept'; readonly ms: number }
  /** The system says that there is no network. */
  | { readonly type: 'offline' }
  /** What was found out about handshakes that fail; nothing where that was the way. */
  | { readonly type: 'probed'; readonly verdict: Verdict | undefined }
  /** `error` where it cannot work, and nothing where that is wanted. */
  | { readonly type: 'close'; readonly error?: ParleyError }

export type Effect =
  | { readonly type: 'fetch token'; readonly fresh: boolean }
  | { readonly type: 'open'; readonly token: string }
  | { readonly type: 'hello' }
  | { readonly type: 'ping' }
  | { readonly type: 'renew' }
  | { readonly type: 'probe' }
  | { readonly type: 'report'; readonly error: ParleyError }
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
  hasWorked: false,
  hopeless: 0,
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
      return [keep(state, () => heard(moment.now))]
    case 'sent':
      return [keep(state, (upkeep) => sent(upkeep, moment.now))]
    case 'renewed':
      return [keep(state, () => renewal(input.lifeMs, moment.now))]
    case 'lost':
      return lose(state, input.loss, moment)
    case 'wake':
      return wake(state, moment)
    case 'look':
      return isTooSoon(state, moment) ? [soon(state)] : look({ ...state, lookedAt: moment.now }, moment, false)
    case 'slept':
      return look(
        keep(state, (upkeep) => slept(upkeep, input.ms)),
        moment,
        true,
      )
    case 'offline':
      return state.upkeep ? lose(state, { error: offline() }, moment) : [state]
    case 'probed':
      return judge(state, input.verdict)
    case 'close':
      return end(state, input.error ? { error: input.error } : {})
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
  state.phase === 'greeting'
    ? {
        ...state,
        phase: 'online',
        fresh: false,
        hasWorked: true,
        hopeless: 0,
        trouble: undefined,
        upkeep: startUpkeep(hello, now),
      }
    : state

const keep = (state: Connection, news: (upkeep: Upkeep) => Partial<Upkeep>): Connection =>
  state.upkeep ? { ...state, upkeep: { ...state.upkeep, ...news(state.upkeep) } } : state

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
      return [keep(state, () => renewalAgain(upkeep, moment.now)), { type: 'renew' }]
    case 'nothing':
      return [state]
  }
}

const ping = (state: Connection, { now }: Moment): Step => [
  keep(state, (upkeep) => pinged(upkeep, now)),
  { type: 'ping' },
]

/** However often somebody asks: no more tries than this. */
const lookAgainMs = 1_000

/** What is too soon is done as soon as it may be. */
const soon = (state: Connection): Connection =>
  state.phase === 'waiting' ? { ...state, until: Math.min(state.until, (state.lookedAt ?? 0) + lookAgainMs) } : state

const isTooSoon = ({ lookedAt = Number.NEGATIVE_INFINITY }: Connection, { now }: Moment): boolean =>
  now - lookedAt < lookAgainMs

/**
 * No reason to wait on; an open socket, and one that is being opened, may be one of a network that is no more. `sure`:
 * what was under way cannot have lived.
 */
const look = (state: Connection, moment: Moment, sure: boolean): Step => {
  if (state.phase === 'waiting') return begin(state, moment)
  if (state.upkeep) return state.upkeep.pingedAt === undefined ? ping(state, moment) : [state]
  if (state.phase === 'token') return [state]
  const since = state.until - patienceMs[state.phase as Climbing]
  return sure || moment.now - since >= lookAgainMs ? restart(state, moment) : [state]
}

const restart = (state: Connection, moment: Moment): Step => {
  const [next, ...effects] = begin(state, moment)
  return [next, { type: 'drop' }, ...effects]
}

const offline = (): ParleyError => parleyError('UNAVAILABLE', { why: 'the device is offline' })

/**
 * What may be so for a moment, as while a server is replaced, is told once it is found so often in a row. Then it ends what has never
 * worked; what has worked once goes on, and says why.
 */
const judge = (state: Connection, verdict: Verdict | undefined): Step => {
  if (state.phase !== 'waiting') return [state]
  const { error, endsAfter, isOver = false } = verdict ?? {}
  const hopeless = endsAfter === undefined ? 0 : state.hopeless + 1
  if (!error || (endsAfter !== undefined && hopeless < endsAfter && !isOver)) return [{ ...state, hopeless }]
  const isEnd = isOver || (endsAfter !== undefined && !state.hasWorked)
  const [next, ...effects] = isEnd ? end(state, { error }) : ([{ ...state, hopeless, trouble: error }] satisfies Step)
  return [next, ...effects, { type: 'report', error }]
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
  const trouble = loss.error ?? state.trouble
  const asks = state.phase === 'opening' && state.fresh
  return [
    { ...state, phase: 'waiting', round: state.round + 1, failures: failures + 1, fresh, until, trouble },
    { type: 'drop' },
    ...(asks ? [{ type: 'probe' } as const] : []),
  ]
}

const aNewTokenHelps = ({ code, error }: Loss): boolean =>
  code === closeCode.tokenExpired ||
  code === closeCode.tokenInvalid ||
  error?.name === 'TOKEN_EXPIRED' ||
  error?.name === 'TOKEN_INVALID'

const isFinal = (loss: Loss): boolean => {
  if (loss.code !== undefined) return !mayReconnect(loss.code)
  return loss.error !== undefined && !loss.error.retry && !aNewTokenHelps(loss)
}

/**
 * A browser does not tell why a handshake was refused, so the token may be the reason, unless it was a new one: then
 * it is found out by asking, and the next try goes without, lest a server that is down costs a refresh at each try.
 */
const wantsFresh = ({ phase, fresh }: Connection, loss: Loss): boolean => {
  if (phase === 'token') return fresh
  return phase === 'opening' ? !fresh : aNewTokenHelps(loss)
}
