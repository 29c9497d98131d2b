import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { makeKey } from '../service-keys.ts'
import { announceEnded } from '../sessions.ts'
import { asStaff } from '../staff.ts'

export const keyCreate: Handler<'key.create', Auth> = async (
  { key, name, scopes, game, for_ms: forMs },
  caller,
  auth,
) => {
  const { user, secret, ended } = await asStaff(auth, caller, 'keys.manage', (tx, by) =>
    makeKey(tx, by, { key, name, scopes, game, forMs }),
  )
  announceEnded(auth.bus, ended)
  auth.security('service-key-made', { user, by: caller.user })
  return { key, user, secret }
}
