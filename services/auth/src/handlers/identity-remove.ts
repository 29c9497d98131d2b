import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors, keepWayIn } from '../second-factor.ts'
import { removeIdentity } from '../store/identity.ts'

/** One that is there no longer is answered in the same way. */
export const identityRemove: Handler<'identity.remove', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const { url } = auth.trusted.issuer(input.issuer)
  const wasThere = await changeFactors(auth, caller, input, async (tx) => {
    const removed = await removeIdentity(tx, user, url)
    if (removed) await keepWayIn(tx, user)
    return removed
  })
  if (wasThere) auth.security('identity-removed', { user, session, address })
  return {}
}
