/** How somebody stands: what restricts them, told to who has to know. */
import { Failure, type StandingName, standings } from '@parley/protocol'
import {
  askOwner,
  type Bus,
  fittingCount,
  type Queryable,
  type StandingClaims,
  type Transaction,
} from '@parley/service-kit'
import type { AccountStanding, ToldAhead } from '@parley/wire'
import type { Auth } from './context.ts'
import { guestsAmong, isGuest } from './store/guest.ts'
import { changedAt, changedWithin, listRestrictions, type RestrictionRow, restrictionsOf } from './store/restriction.ts'
import { findRole } from './store/staff.ts'

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

/** What an access token says of them. */
export type Admitted = StandingClaims

/** Fails where they may not have a session, or go on with one. In a transaction that has locked who they are, after that. */
export const admit = async (db: Queryable, user: string): Promise<Admitted> => {
  const rows = await listRestrictions(db, user)
  const refusal = refusalOf(rows)
  if (refusal) throw refusal
  const { is, until = 0 } = standingOf(rows)
  const guest = (await isGuest(db, user)) || undefined
  const staff = (await findRole(db, user)) ? true : undefined
  return { suspended: is === 'suspended' ? until : undefined, guest, staff }
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

interface Known {
  readonly rows: readonly RestrictionRow[] | undefined
  readonly guest: boolean
}

const accountStanding = (user: string, at: number, { rows = [], guest }: Known): AccountStanding => {
  const { is, until } = standingOf(rows)
  return { user, is, at, ...(guest && { guest }), ...(until === undefined ? {} : { until }) }
}

/** Bytes of one, at most. */
const standingBytes = 160

const publish = (bus: Bus, told: readonly AccountStanding[]): void => {
  const most = fittingCount(bus, standingBytes, 1_000)
  for (let start = 0; start < told.length; start += most)
    bus.publish(bus.subjects.standingsChanged, JSON.stringify(told.slice(start, start + most)))
}

/** Chat decides for itself who may send; without its answer it hears of it by the outbox, and gateways are told in any case. */
const chatWithinMs = 2_000

/** Gateways are told how somebody stands now. */
export const announceStanding = async ({ bus, db }: Pick<Auth, 'bus' | 'db'>, user: string): Promise<void> => {
  const at = await changedAt(db, user)
  if (at === undefined) return
  const known = { rows: await listRestrictions(db, user), guest: await isGuest(db, user) }
  publish(bus, [accountStanding(user, at, known)])
}

/** It holds everywhere when this resolves, as far as others answer. */
export const putInForce = async (auth: Auth, user: string, told: ToldAhead): Promise<void> => {
  const { bus, log } = auth
  await announceStanding(auth, user)
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
    const [rows, guests] = [await restrictionsOf(db, users), await guestsAmong(db, users)]
    publish(
      bus,
      changed.map(({ user, at }) => accountStanding(user, at, { rows: rows.get(user), guest: guests.has(user) })),
    )
    after = users.at(-1) ?? null
    if (changed.length < page) return
  }
}
