/** What the groups of somebody with an issuer make of them here. What those who run the platform have given is theirs to take. */
import type { Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { insertDeed } from '../store/deed.ts'
import { groupsOfUser } from '../store/scim-group.ts'
import { countOwners, deleteRole, findGivenRole, lockStaff, putRole } from '../store/staff.ts'
import { roleOfGroups } from './clients.ts'

interface InGroups {
  /** As it is called here, and its address. */
  readonly name: string
  readonly issuer: string
  readonly groups: readonly string[]
}

/** Of whom a directory tells, it is the directory that counts, and not what their issuer says. */
const groupsOf = async (tx: Transaction, { config }: Auth, user: string, { name, groups }: InGroups) =>
  config.SCIM_ISSUER === name ? ((await groupsOfUser(tx, user)) ?? groups) : groups

/** Within the transaction of a log-in, or of a change of the directory, which does it `by` its program. The last owner stays. */
export const applyGroups = async (
  tx: Transaction,
  auth: Auth,
  user: string,
  told: InGroups,
  by = user,
): Promise<void> => {
  const { config, security } = auth
  const { name, issuer } = told
  const role = roleOfGroups(config.OIDC_ROLES, name, await groupsOf(tx, auth, user, told))
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
    by,
    what: 'staff.appoint',
    whom: user,
    reason: `groups at ${name}`,
    is: { before: before?.role, role },
  })
  security('staff-appointed', { user, by, why: role })
}
