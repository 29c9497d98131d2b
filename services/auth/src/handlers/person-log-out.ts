import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { announceEnded } from '../sessions.ts'
import { asStaff, logOut } from '../staff.ts'

export const personLogOut: Handler<'person.log_out', Auth> = async ({ user, reason }, caller, auth) => {
  const ended = await asStaff(auth, caller, 'people.help', (tx, by) => logOut(tx, by, { user, reason }))
  announceEnded(auth.bus, ended)
  for (const session of ended) auth.security('session-ended-by-staff', { user, session, by: caller.user })
  return { ended: ended.length }
}
