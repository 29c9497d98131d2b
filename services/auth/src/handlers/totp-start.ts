import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { newTotpSecret, totpKeyOf } from '../factor-rules.ts'
import { ownCredentials } from '../own-password.ts'
import { beginTotp } from '../store/factor.ts'

/** Another secret each time: whoever began before, and is somebody else, does not know it. */
export const totpStart: Handler<'totp.start', Auth> = async (_input, caller, auth) => {
  const { username } = await ownCredentials(auth, caller)
  const secret = newTotpSecret()
  if (!(await beginTotp(auth.db, caller.user, secret))) fail('FACTOR_EXISTS')
  return totpKeyOf(secret, auth.config.PUBLIC_URL?.name ?? 'Parley', username)
}
