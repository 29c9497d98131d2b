import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { rotateKey, usualKeepMs } from '../service-keys.ts'
import { announceEnded } from '../sessions.ts'
import { asStaff } from '../staff.ts'

export const keyRotate: Handler<'key.rotate', Auth> = async ({ key, keep_ms: keepMs = usualKeepMs }, caller, auth) => {
  const { secret, ended } = await asStaff(auth, caller, 'keys.manage', (tx, by) => rotateKey(tx, by, key, keepMs))
  announceEnded(auth.bus, ended)
  auth.security('service-key-rotated', { by: caller.user })
  return { secret, former_ends_in_ms: keepMs }
}
