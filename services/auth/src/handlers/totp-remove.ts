import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors, dropLastCodes } from '../second-factor.ts'
import { removeTotp } from '../store/factor.ts'

export const totpRemove: Handler<'totp.remove', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const wasThere = await changeFactors(auth, caller, input, async (tx, { totp }) => {
    await removeTotp(tx, user)
    await dropLastCodes(tx, user)
    return totp
  })
  if (wasThere) auth.security('factor-removed', { user, session, address })
  return {}
}
