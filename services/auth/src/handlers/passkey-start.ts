import { fail, mostPasskeys } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { beginPasskey } from '../new-passkey.ts'
import { ownCredentials } from '../own-password.ts'
import { attestationOptions } from '../passkeys.ts'
import { listPasskeys } from '../store/passkey.ts'

export const passkeyStart: Handler<'passkey.start', Auth> = async (_input, caller, auth) => {
  const { user, username } = await ownCredentials(auth, caller)
  const passkeys = await listPasskeys(auth.db, user)
  if (passkeys.length >= mostPasskeys) fail('TOO_MANY_PASSKEYS', { most: mostPasskeys })
  return attestationOptions(auth.passkeys, { user, username }, await beginPasskey(auth.db, user), passkeys)
}
