import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors, dropLastCodes, keepWayIn } from '../second-factor.ts'
import { removePasskey } from '../store/passkey.ts'

/** One that is there no longer is answered in the same way. */
export const passkeyRemove: Handler<'passkey.remove', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const wasThere = await changeFactors(auth, caller, input, async (tx) => {
    const removed = await removePasskey(tx, user, input.passkey)
    if (removed) await keepWayIn(tx, user)
    await dropLastCodes(tx, user)
    return removed
  })
  if (wasThere) auth.security('factor-removed', { user, session, address })
  return {}
}
