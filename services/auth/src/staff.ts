/**
 * What those who run the platform do to others. Each is decided and noted in the transaction that does it; from the command line comes who
 * has the database in any case, and so is above everybody.
 */
import { fail, isAbove, roleAllows, type StaffPermission, type StaffRole } from '@parley/protocol'
import type { Caller, Queryable, Transaction } from '@parley/service-kit'
import type { StaffQuestion, ToldAhead } from '@parley/wire'
import type { Auth } from './context.ts'
import { emitStanding } from './standing.ts'
import { insertDeed } from './store/deed.ts'
import { findFactors, hasSecondFactor } from './store/factor.ts'
import { deleteFactors, lockAccount, setPassword } from './store/person.ts'
import { liftRestriction, putRestriction, type RestrictionKind } from './store/restriction.ts'
import { endSessions } from './store/session.ts'
import { countOwners, deleteRole, findRole, holdRole, lockStaff, putRole } from './store/staff.ts'
import { tellFactor } from './telling.ts'

/** Who does it. */
export interface Staff {
  /** Null where it is done on the command line. */
  readonly user: string | null
  readonly role: StaffRole
}

export const operator: Staff = { user: null, role: 'owner' }

/**
 * The role by which somebody may do this; undefined where they have none that allows it. Fails with FACTOR_MISSING where it is in force only
 * with a second factor, and they have none at this moment.
 */
const roleInForce = async (
  db: Queryable,
  { config: { FACTOR_ROLES: guarded } }: Pick<Auth, 'config'>,
  user: string,
  needs: StaffPermission,
): Promise<StaffRole | undefined> => {
  const role = await holdRole(db, user)
  if (role === undefined || !roleAllows(role, needs)) return undefined
  if (guarded.includes(role) && !hasSecondFactor(await findFactors(db, user))) fail('FACTOR_MISSING')
  return role
}

/** Fails with ROLE_MISSING where there is none, and as `roleInForce` does. */
const roleFor = async (...asked: Parameters<typeof roleInForce>): Promise<StaffRole> =>
  (await roleInForce(...asked)) ?? fail('ROLE_MISSING', { needs: asked[3] })

/** Fails as `roleFor` does. They keep the role until `act` is committed. `first` locks what has to be locked before it. */
export const asStaff = <T>(
  auth: Pick<Auth, 'db' | 'config'>,
  { user }: Caller,
  needs: StaffPermission,
  act: (tx: Transaction, by: Staff) => Promise<T>,
  first: (tx: Transaction) => Promise<void> = async () => {},
): Promise<T> =>
  auth.db.transaction(
    async (tx) => {
      await first(tx)
      return act(tx, { user, role: await roleFor(tx, auth, user, needs) })
    },
    { account: user },
  )

/**
 * The same for another service that acts. Fails with FACTOR_MISSING alone. What it is about to do is noted with it, so that nothing is done that
 * is not in the log.
 */
export const mayAsStaff = (auth: Pick<Auth, 'db' | 'config'>, { user, needs, deed }: StaffQuestion): Promise<boolean> =>
  auth.db.transaction(async (tx) => {
    if ((await roleInForce(tx, auth, user, needs)) === undefined) return false
    if (deed) await insertDeed(tx, { by: user, ...deed })
    return true
  })

/** The same of what only reads. */
export const checkRole = async (
  auth: Pick<Auth, 'db' | 'config'>,
  { user }: Pick<Caller, 'user'>,
  needs: StaffPermission,
): Promise<void> => {
  await roleFor(auth.db, auth, user, needs)
}

/** Whom it is done to, held until the end. Their stream is locked before their row, as elsewhere. */
const holdTarget = async (tx: Transaction, by: Staff, user: string) => {
  const streams = await tx.lock([user])
  if (!(await lockAccount(tx, user))) fail('ACCOUNT_NOT_FOUND')
  if (!isAbove(by.role, await findRole(tx, user))) fail('ROLE_TOO_LOW')
  return streams.of('auth/user', user)
}

interface Deed {
  readonly user: string
  readonly reason: string
}

export interface Restricting extends Deed {
  readonly kind: RestrictionKind
  /** Not given: until it is lifted. */
  readonly forMs?: number | undefined
}

export interface Restricted {
  readonly told: ToldAhead
  /** Sessions that it ended. */
  readonly ended: readonly string[]
}

/** Whoever is banned is logged out everywhere; who is locked or suspended is not. */
export const restrict = async (
  tx: Transaction,
  by: Staff,
  { user, kind, reason, forMs }: Restricting,
): Promise<Restricted> => {
  await holdTarget(tx, by, user)
  await putRestriction(tx, user, kind, reason, forMs)
  await insertDeed(tx, { by: by.user, what: 'person.restrict', whom: user, reason, is: { kind, for_ms: forMs } })
  const ended = kind === 'banned' ? await endSessions(tx, user, {}) : []
  return { told: await emitStanding(tx, user, by.user), ended }
}

export const release = async (
  tx: Transaction,
  by: Staff,
  { user, kind, reason }: Omit<Restricting, 'forMs'>,
): Promise<ToldAhead | undefined> => {
  await holdTarget(tx, by, user)
  if (!(await liftRestriction(tx, user, kind))) return undefined
  await insertDeed(tx, { by: by.user, what: 'person.release', whom: user, reason, is: { kind } })
  return emitStanding(tx, user, by.user)
}

/** Returns the sessions that it ended. */
export const logOut = async (tx: Transaction, by: Staff, { user, reason }: Deed): Promise<string[]> => {
  await holdTarget(tx, by, user)
  const ended = await endSessions(tx, user, {})
  await insertDeed(tx, { by: by.user, what: 'person.log_out', whom: user, reason, is: { sessions: ended.length } })
  return ended
}

/** Gives them the password of this hash. A program has none. Returns the sessions that it ended. */
export const resetPassword = async (
  tx: Transaction,
  by: Staff,
  { user, reason, factors = false }: Deed & { readonly factors?: boolean | undefined },
  hash: string,
): Promise<string[]> => {
  const stream = await holdTarget(tx, by, user)
  await setPassword(tx, user, hash)
  if (factors) {
    await deleteFactors(tx, user)
    await tellFactor(tx, stream, user)
  }
  const ended = await endSessions(tx, user, {})
  await insertDeed(tx, {
    by: by.user,
    what: 'person.reset',
    whom: user,
    reason,
    is: { sessions: ended.length, factors },
  })
  return ended
}

/** Fails with LAST_OWNER where nobody would run the platform without them. */
export const spareOwner = async (tx: Transaction, user: string): Promise<void> => {
  await lockStaff(tx)
  if ((await findRole(tx, user)) === 'owner' && (await countOwners(tx)) === 1) fail('LAST_OWNER')
}

/** An owner stays above all, so the last one is not taken away. */
const mayGive = (by: Staff, role: StaffRole | 'none'): boolean =>
  role === 'none' || by.role === 'owner' || isAbove(by.role, role)

export const appoint = async (
  tx: Transaction,
  by: Staff,
  { user, role, reason }: Deed & { readonly role: StaffRole | 'none' },
): Promise<void> => {
  await lockStaff(tx)
  await holdTarget(tx, by, user)
  if (!mayGive(by, role)) fail('ROLE_TOO_LOW')
  const before = await findRole(tx, user)
  if (before === role || (before === undefined && role === 'none')) return
  if (before === 'owner' && (await countOwners(tx)) === 1) fail('LAST_OWNER')
  if (role === 'none') await deleteRole(tx, user)
  else await putRole(tx, user, role)
  await insertDeed(tx, { by: by.user, what: 'staff.appoint', whom: user, reason, is: { before, role } })
}
