import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors } from '../second-factor.ts'
import { removeIdentity } from '../store/identity.ts'

/** One that is there no longer is answered in the same way. */
export const identityRemove: Handler<'identity.remove', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const { url } = auth.trusted.issuer(input.issuer)
  if (await changeFactors(auth, caller, input, (tx) => removeIdentity(tx, user, url)))
    auth.security('identity-removed', { user, session, address })
  return {}
}
