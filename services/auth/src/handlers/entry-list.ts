import { mostStaffListed } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkRole } from '../staff.ts'
import { listEntries } from '../store/entry.ts'

export const entryList: Handler<'entry.list', Auth> = async ({ after, limit = mostStaffListed }, caller, auth) => {
  await checkRole(auth, caller, 'doors.manage')
  const found = await listEntries(auth.db, after, limit + 1)
  const entries = found.slice(0, limit).map(({ entry, uses, createdAt, expiresAt }) => ({
    entry,
    uses,
    created_at: createdAt,
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
  }))
  return { entries, more: found.length > limit }
}
