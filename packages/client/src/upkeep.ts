/** What keeps an open connection alive: heartbeats in both directions, and a token that does not run out. Pure. */
import type { Output } from '@parley/protocol'

export type Greeting = Pick<Output<'hello'>, 'heartbeat_ms' | 'token_expires_at'>

export interface Upkeep {
  readonly since: number
  readonly heartbeatMs: number
  readonly heardAt: number
  readonly sentAt: number
  /** When a ping was sent that nothing was heard after. */
  readonly pingedAt?: number | undefined
  readonly expiresAt: number
  readonly renewAt: number
}

const pingPatienceMs = 5_000
const renewAheadMs = 30_000
/** A connection that lived this long does not count as a failure. */
const stableMs = 10_000

export const startUpkeep = ({ heartbeat_ms, token_expires_at }: Greeting, now: number): Upkeep => ({
  since: now,
  heartbeatMs: heartbeat_ms,
  heardAt: now,
  sentAt: now,
  ...renewal(token_expires_at, now),
})

/** 30 seconds before the token expires, or after four fifths of a short life. */
export const renewal = (expiresAt: number, now: number): Pick<Upkeep, 'expiresAt' | 'renewAt'> => ({
  expiresAt,
  renewAt: Math.max(expiresAt - renewAheadMs, now + 0.8 * (expiresAt - now), now + 1_000),
})

/** Half way to the expiry, should the renewal under way come to nothing. */
export const renewalAgain = ({ expiresAt }: Upkeep, now: number): Pick<Upkeep, 'renewAt'> => ({
  renewAt: now + Math.max(1_000, Math.abs(expiresAt - now) / 2),
})

export const isStable = ({ since }: Upkeep, now: number): boolean => now - since >= stableMs

/** Each side counts on hearing from the other once in a heartbeat. */
const pingAt = ({ heardAt, sentAt, heartbeatMs }: Upkeep): number => Math.min(heardAt, sentAt) + heartbeatMs

export const upkeepTime = (upkeep: Upkeep): number =>
  Math.min(upkeep.renewAt, upkeep.pingedAt === undefined ? pingAt(upkeep) : upkeep.pingedAt + pingPatienceMs)

export const upkeepDue = (upkeep: Upkeep, now: number): 'give up' | 'ping' | 'renew' | 'nothing' => {
  if (upkeep.pingedAt !== undefined && now >= upkeep.pingedAt + pingPatienceMs) return 'give up'
  if (upkeep.pingedAt === undefined && now >= pingAt(upkeep)) return 'ping'
  return now >= upkeep.renewAt ? 'renew' : 'nothing'
}
