import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { asStaff, release } from '../staff.ts'
import { putInForce, restrictionView } from '../standing.ts'
import { listRestrictions } from '../store/restriction.ts'

export const personRelease: Handler<'person.release', Auth> = async ({ user, kind, reason }, caller, auth) => {
  const told = await asStaff(auth, caller, 'people.restrict', (tx, by) => release(tx, by, { user, kind, reason }))
  if (told) await putInForce(auth, user, told)
  if (told) auth.security('person-released', { user, by: caller.user, why: kind })
  return { restrictions: (await listRestrictions(auth.db, user)).map(restrictionView) }
}
