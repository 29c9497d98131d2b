/** Roles that were deleted: nobody has them at once, and what is kept of who did goes some at a time. */
import type { Database, Job } from '@parley/service-kit'
import { finishRole, forgetHolders, listDeletedRoles } from './store/roles.ts'

const rolesAtOnce = 100
/** Some 10 ms each, in which nobody comes into the space, or goes. */
const holdersAtOnce = 500

/** Safe to repeat, and to do twice at once. */
export const clearDeletedRoles = (db: Database): Job<'roles' | 'holders'> => ({
  name: 'clear-deleted-roles',
  everySeconds: 5,
  isOften: true,
  counts: ['roles', 'holders'],
  run: async () => {
    let holders = 0
    const deleted = await listDeletedRoles(db, rolesAtOnce)
    for (const { space, role } of deleted) {
      for (let some = 1; some > 0; holders += some) some = await forgetHolders(db, space, role, holdersAtOnce)
      await finishRole(db, space, role)
    }
    return { roles: deleted.length, holders }
  },
})
