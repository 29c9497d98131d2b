import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { restrictionView } from '../standing.ts'
import { findAccount } from '../store/account.ts'
import { findClosing } from '../store/closing.ts'
import { listRestrictions } from '../store/restriction.ts'
import { findRole } from '../store/staff.ts'
import { formerUsernames } from '../store/username.ts'

/** A token may outlive its account for as long as it is valid. */
export const accountGet: Handler<'account.get', Auth> = async (_input, { user }, { db, config }) => {
  const { username, name, createdAt, findable, guest } = (await findAccount(db, user)) ?? fail('SESSION_ENDED')
  const [closing, former, role, restrictions] = await Promise.all([
    findClosing(db, user),
    formerUsernames(db, user),
    findRole(db, user),
    listRestrictions(db, user),
  ])
  return {
    user,
    username,
    name,
    created_at: createdAt.getTime(),
    findable: findable ?? config.FINDABLE,
    former,
    ...(guest && { guest }),
    ...(role === undefined ? {} : { role }),
    ...(restrictions.length === 0 ? {} : { restrictions: restrictions.map(restrictionView) }),
    ...(closing ? { closing: { at: closing.due.getTime(), messages: closing.messages } } : {}),
  }
}
