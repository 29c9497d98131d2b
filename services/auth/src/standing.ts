/** How somebody stands: what restricts them, told to who has to know. */
import { Failure, type StandingName, standings } from '@parley/protocol'
import { askOwner, type Bus, fittingCount, type Queryable, type Transaction } from '@parley/service-kit'
import type { AccountStanding, ToldAhead } from '@parley/wire'
import type { Auth } from './context.ts'
import { changedAt, changedWithin, listRestrictions, type RestrictionRow, restrictionsOf } from './store/restriction.ts'

export interface Standing {
  readonly is: StandingName
  /** When that ends by itself. */
  readonly until?: number
  /** When nothing restricts them any more; undefined where that does not come by itself. */
  readonly free?: number | undefined
}

const latest = (ends: readonly (number | null)[]): number | undefined =>
  ends.some((end) => end === null) ? undefined : Math.max(...(ends as number[]))

/** The worst of what is in force. */
export const standingOf = (rows: readonly Pick<RestrictionRow, 'kind' | 'until'>[]): Standing => {
  const is = standings.findLast((name) => rows.some(({ kind }) => kind === name)) ?? 'good'
  const until = rows.find(({ kind }) => kind === is)?.until ?? undefined
  if (is === 'good') return { is }
  return { is, ...(until === undefined ? {} : { until }), free: latest(rows.map((row) => row.until)) }
}

/** What is shown of it to whom it concerns, and to who runs the platform. */
export const restrictionView = ({ kind, reason, at, until, appeal, appealedAt }: RestrictionRow) => ({
  kind,
  reason,
  at,
  ...(until === null ? {} : { until }),
  ...(appeal === null ? {} : { appeal }),
  ...(appealedAt === null ? {} : { appealed_at: appealedAt }),
})

const refusals = { banned: 'ACCOUNT_BANNED', locked: 'ACCOUNT_LOCKED', pending: 'ACCOUNT_PENDING' } as const

/** As is told to who may log in but for this, or refresh. */
const refusalOf = (rows: readonly RestrictionRow[]): Failure | undefined => {
  const { is } = standingOf(rows)
  if (is === 'good' || is === 'suspended') return undefined
  const { reason, until } = rows.find(({ kind }) => kind === is) as RestrictionRow
  if (is === 'pending') return new Failure('ACCOUNT_PENDING')
  return new Failure(refusals[is], { why: reason, ...(until === null ? {} : { until }) })
}

/** Until when they are suspended, as an access token says it: 0 where that does not end by itself, undefined where they are not. */
export type Suspended = number | undefined

/** Fails where they may not have a session, or go on with one. In a transaction that has locked who they are, after that. */
export const admit = async (db: Queryable, user: string): Promise<Suspended> => {
  const rows = await listRestrictions(db, user)
  const refusal = refusalOf(rows)
  if (refusal) throw refusal
  const { is, until = 0 } = standingOf(rows)
  return is === 'suspended' ? until : undefined
}

/** Tells in their own stream how they stand now. */
export const emitStanding = async (tx: Transaction, user: string, by: string | null): Promise<ToldAhead> => {
  const { is, free } = standingOf(await listRestrictions(tx, user))
  const body = { user, is, ...(free === undefined ? {} : { until: free }) }
  const stream = (await tx.lock([user])).of('auth/user', user)
  const { seq, at } = tx.emit(stream, 'standing.changed', by, body)
  return {
    on: `auth/user/${user}`,
    seq,
    ev: 'standing.changed',
    by: by ?? undefined,
    at,
    is: body,
    epoch: tx.epoch,
  } as ToldAhead
}

const accountStanding = (user: string, at: number, rows: readonly RestrictionRow[]): AccountStanding => {
  const { is, until } = standingOf(rows)
  return { user, is, at, ...(until === undefined ? {} : { until }) }
}

/** Bytes of one, at most. */
const standingBytes = 140

const publish = (bus: Bus, told: readonly AccountStanding[]): void => {
  const most = fittingCount(bus, standingBytes, 1_000)
  for (let start = 0; start < told.length; start += most)
    bus.publish(bus.subjects.standingsChanged, JSON.stringify(told.slice(start, start + most)))
}

/** Chat decides for itself who may send; without its answer it hears of it by the outbox, and gateways are told in any case. */
const chatWithinMs = 2_000

/** It holds everywhere when this resolves, as far as others answer. */
export const putInForce = async ({ bus, db, log }: Auth, user: string, told: ToldAhead): Promise<void> => {
  const at = await changedAt(db, user)
  if (at !== undefined) publish(bus, [accountStanding(user, at, await listRestrictions(db, user))])
  await askOwner(bus, 'chat', 'told', [told], chatWithinMs).catch((err) =>
    log.debug({ err }, 'chat hears of it by the outbox'),
  )
}

const page = 500

/** NATS may have lost it, a gateway may be new, and the command line tells nobody. */
export const announceStandings = async ({ bus, db }: Pick<Auth, 'bus' | 'db'>, seconds: number): Promise<void> => {
  for (let after: string | null = null; ; ) {
    const changed: Awaited<ReturnType<typeof changedWithin>> = await changedWithin(db, seconds, after, page)
    const users = changed.map(({ user }) => user)
    const rows = await restrictionsOf(db, users)
    publish(
      bus,
      changed.map(({ user, at }) => accountStanding(user, at, rows.get(user) ?? [])),
    )
    after = users.at(-1) ?? null
    if (changed.length < page) return
  }
}
