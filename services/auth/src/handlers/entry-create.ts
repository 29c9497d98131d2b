import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { makeEntry } from '../entries.ts'
import { asStaff } from '../staff.ts'

export const entryCreate: Handler<'entry.create', Auth> = async ({ entry, uses = 1, for_ms: forMs }, caller, auth) => ({
  code: await asStaff(auth, caller, 'doors.manage', (tx, by) => makeEntry(tx, by, { entry, uses, forMs })),
})
