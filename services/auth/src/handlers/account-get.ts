import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { restrictionView } from '../standing.ts'
import { findAccount } from '../store/account.ts'
import { listRestrictions } from '../store/restriction.ts'
import { findRole } from '../store/staff.ts'

/** A token may outlive its account for as long as it is valid. */
export const accountGet: Handler<'account.get', Auth> = async (_input, { user }, { db }) => {
  const account = (await findAccount(db, user)) ?? fail('SESSION_ENDED')
  const [role, restrictions] = await Promise.all([findRole(db, user), listRestrictions(db, user)])
  return {
    user,
    username: account.username,
    name: account.name,
    created_at: account.createdAt.getTime(),
    ...(role === undefined ? {} : { role }),
    ...(restrictions.length === 0 ? {} : { restrictions: restrictions.map(restrictionView) }),
  }
}
