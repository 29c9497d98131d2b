import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkRole } from '../staff.ts'
import { listStaff } from '../store/staff.ts'

export const staffList: Handler<'staff.list', Auth> = async (_input, caller, auth) => {
  await checkRole(auth, caller, 'people.see')
  return { staff: await listStaff(auth.db) }
}
