/** Whether somebody is sent mail about what they have not read, and when: a rule of its own, without a database. */
import { type Every, levelOf, quietEnd, usualAlerts } from '../alerts.ts'
import type { Facts, Unread } from '../store/digests.ts'

export interface Known {
  readonly facts: Facts
  /** For how many milliseconds nobody has sat before a device of theirs; undefined where nobody says so. */
  readonly unusedMs: number | undefined
  /** For how long it has been due, in seconds. */
  readonly seconds: number
}

export interface Terms {
  /** Of who has said nothing. */
  readonly usual: Every
  readonly awaySeconds: number
}

export type Verdict =
  | { readonly is: 'send'; readonly every: Exclude<Every, 'never'>; readonly unread: readonly Unread[] }
  /** Not now, but in so many seconds. */
  | { readonly is: 'wait'; readonly seconds: number; readonly why: 'there' | 'quiet' | 'unknown' }
  /** There is nothing to send. */
  | { readonly is: 'over' }

/** Where presence does not answer it is asked again, so long; then it is gone by what is unread alone. */
const askAgainSeconds = 60
const unknownSeconds = 3_600

/** Those that are loud as their person has it now: what was made silent meanwhile is told of no more. */
export const loudOf = ({ alerts, places, unread }: Facts): Unread[] => {
  const { levels } = alerts ?? usualAlerts
  const said = new Map(Object.entries(places ?? {}))
  return (unread ?? []).filter(
    ({ kind, room }) => levelOf({ levels }, said, { kind, places: room === null ? [] : [room], at: 0 }) === 'loud',
  )
}

export const verdictOf = ({ facts, unusedMs, seconds }: Known, { usual, awaySeconds }: Terms): Verdict => {
  const every = facts.digest ?? usual
  const unread = loudOf(facts)
  if (every === 'never' || unread.length === 0) return { is: 'over' }
  if (unusedMs === undefined && seconds < unknownSeconds)
    return { is: 'wait', seconds: askAgainSeconds, why: 'unknown' }
  const there = awaySeconds - (unusedMs ?? Number.POSITIVE_INFINITY) / 1_000
  if (there > 0) return { is: 'wait', seconds: Math.ceil(there), why: 'there' }
  const quiet = (quietEnd(facts.alerts?.quiet, facts.now) - facts.now) / 1_000
  if (quiet > 0) return { is: 'wait', seconds: Math.ceil(quiet), why: 'quiet' }
  return { is: 'send', every, unread }
}
