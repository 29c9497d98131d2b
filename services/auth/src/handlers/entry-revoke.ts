import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { endEntry } from '../entries.ts'
import { asStaff } from '../staff.ts'

export const entryRevoke: Handler<'entry.revoke', Auth> = async ({ entry }, caller, auth) => {
  await asStaff(auth, caller, 'doors.manage', (tx, by) => endEntry(tx, by, entry))
  return {}
}
