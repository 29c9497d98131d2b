/** What the groups of somebody with an issuer make of them here. What those who run the platform have given is theirs to take. */
import type { Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { insertDeed } from '../store/deed.ts'
import { countOwners, deleteRole, findGivenRole, lockStaff, putRole } from '../store/staff.ts'
import { roleOfGroups } from './clients.ts'

interface InGroups {
  /** As it is called here, and its address. */
  readonly name: string
  readonly issuer: string
  readonly groups: readonly string[]
}

/** Within the transaction of a log-in. The last owner stays. */
export const applyGroups = async (
  tx: Transaction,
  { config, security }: Auth,
  user: string,
  { name, issuer, groups }: InGroups,
): Promise<void> => {
  const role = roleOfGroups(config.OIDC_ROLES, name, groups)
  if (role === undefined) return
  const isSame = (given: Awaited<ReturnType<typeof findGivenRole>>) =>
    given === undefined ? role === 'none' : given.issuer !== issuer || given.role === role
  if (isSame(await findGivenRole(tx, user))) return
  await lockStaff(tx)
  const before = await findGivenRole(tx, user)
  if (isSame(before) || (before?.role === 'owner' && (await countOwners(tx)) === 1)) return
  if (role === 'none') await deleteRole(tx, user)
  else await putRole(tx, user, role, issuer)
  await insertDeed(tx, {
    by: user,
    what: 'staff.appoint',
    whom: user,
    reason: `groups at ${name}`,
    is: { before: before?.role, role },
  })
  security('staff-appointed', { user, by: user, why: role })
}
