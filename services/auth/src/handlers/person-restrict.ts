import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { announceEnded } from '../sessions.ts'
import { asStaff, restrict } from '../staff.ts'
import { putInForce, restrictionView } from '../standing.ts'
import { listRestrictions } from '../store/restriction.ts'

/** Gateways hear how somebody stands before they hear which sessions have ended: sockets are closed for what it is. */
export const personRestrict: Handler<'person.restrict', Auth> = async (
  { user, kind, reason, for_ms: forMs },
  caller,
  auth,
) => {
  const { told, ended } = await asStaff(auth, caller, 'people.restrict', (tx, by) =>
    restrict(tx, by, { user, kind, reason, forMs }),
  )
  await putInForce(auth, user, told)
  announceEnded(auth.bus, ended)
  auth.security('person-restricted', { user, by: caller.user, why: kind })
  return { restrictions: (await listRestrictions(auth.db, user)).map(restrictionView) }
}
