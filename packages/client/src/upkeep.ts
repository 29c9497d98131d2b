/** What keeps an open connection alive: heartbeats in both directions, and a token that does not run out. Pure. */
import type { Output } from '@parley/protocol'

export type Greeting = Pick<Output<'hello'>, 'heartbeat_ms' | 'token_expires_in_ms'>

export interface Upkeep {
  readonly since: number
  readonly heartbeatMs: number
  readonly heardAt: number
  readonly sentAt: number
  /** When the first request was sent that nothing was heard after. */
  readonly askedAt?: number | undefined
  /** When a ping was sent that nothing was heard after, and the how manieth it was. */
  readonly pingedAt?: number | undefined
  readonly pings: number
  readonly expiresAt: number
  readonly renewAt: number
}

const pingPatienceMs = 5_000
/** Somebody is waiting: silence is looked into sooner than a heartbeat. */
const askPatienceMs = 4_000
const renewAheadMs = 30_000
/** A connection that lived this long does not count as a failure. */
const stableMs = 10_000
/** A timer that comes so late says that we stood still, and what has arrived meanwhile may not have been read yet. */
const lateMs = 1_000
/** What a server of the release before does not say. */
const tokenLifeMs = 60_000
/** Whatever the server says: no less often than this, and no more. */
const heartbeats = { least: 100, most: 600_000 }

const within = (value: number, least: number, most: number, otherwise: number): number =>
  Number.isFinite(value) ? Math.min(Math.max(value, least), most) : otherwise

export const startUpkeep = ({ heartbeat_ms, token_expires_in_ms }: Greeting, now: number): Upkeep => ({
  since: now,
  heartbeatMs: within(heartbeat_ms, heartbeats.least, heartbeats.most, 25_000),
  heardAt: now,
  sentAt: now,
  pings: 0,
  ...renewal(token_expires_in_ms, now),
})

/** 30 seconds before the token expires, or after four fifths of a short life. */
export const renewal = (given: number, now: number): Pick<Upkeep, 'expiresAt' | 'renewAt'> => {
  const lifeMs = Number.isFinite(given) ? given : tokenLifeMs
  return { expiresAt: now + lifeMs, renewAt: now + Math.max(lifeMs - renewAheadMs, 0.8 * lifeMs, 1_000) }
}

/** Half way to the expiry, should the renewal under way come to nothing. */
export const renewalAgain = ({ expiresAt }: Upkeep, now: number): Pick<Upkeep, 'renewAt'> => ({
  renewAt: now + Math.max(1_000, Math.abs(expiresAt - now) / 2),
})

/** The token grew older while all else stood still. */
export const slept = ({ expiresAt, renewAt }: Upkeep, ms: number): Pick<Upkeep, 'expiresAt' | 'renewAt'> => ({
  expiresAt: expiresAt - ms,
  renewAt: renewAt - ms,
})

export const heard = (now: number): Partial<Upkeep> => ({
  heardAt: now,
  askedAt: undefined,
  pingedAt: undefined,
  pings: 0,
})

export const pinged = ({ pings }: Upkeep, now: number): Partial<Upkeep> => ({ pingedAt: now, pings: pings + 1 })

export const sent = ({ askedAt }: Upkeep, now: number): Partial<Upkeep> => ({ sentAt: now, askedAt: askedAt ?? now })

export const isStable = ({ since }: Upkeep, now: number): boolean => now - since >= stableMs

/** Each side counts on hearing from the other once in a heartbeat. */
const pingAt = ({ heardAt, sentAt, askedAt, heartbeatMs }: Upkeep): number =>
  Math.min(Math.min(heardAt, sentAt) + heartbeatMs, (askedAt ?? Number.POSITIVE_INFINITY) + askPatienceMs)

const lookAt = (upkeep: Upkeep): number =>
  upkeep.pingedAt === undefined ? pingAt(upkeep) : upkeep.pingedAt + pingPatienceMs

export const upkeepTime = (upkeep: Upkeep): number => Math.min(upkeep.renewAt, lookAt(upkeep))

export const upkeepDue = (upkeep: Upkeep, now: number): 'give up' | 'ping' | 'renew' | 'nothing' => {
  const over = now - lookAt(upkeep)
  if (over < 0) return now >= upkeep.renewAt ? 'renew' : 'nothing'
  const isLate = over >= lateMs && upkeep.pings < 2
  return upkeep.pingedAt !== undefined && !isLate ? 'give up' : 'ping'
}
