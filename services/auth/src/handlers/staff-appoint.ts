import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { appoint, asStaff } from '../staff.ts'
import { lockStaff } from '../store/staff.ts'

export const staffAppoint: Handler<'staff.appoint', Auth> = async ({ user, role, reason }, caller, auth) => {
  await asStaff(auth, caller, 'staff.appoint', (tx, by) => appoint(tx, by, { user, role, reason }), lockStaff)
  auth.security('staff-appointed', { user, by: caller.user, why: role })
  return {}
}
