import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { endKey } from '../service-keys.ts'
import { announceEnded } from '../sessions.ts'
import { asStaff } from '../staff.ts'

export const keyRevoke: Handler<'key.revoke', Auth> = async ({ key, reason }, caller, auth) => {
  announceEnded(auth.bus, await asStaff(auth, caller, 'keys.manage', (tx, by) => endKey(tx, by, key, reason)))
  auth.security('service-key-revoked', { by: caller.user })
  return {}
}
