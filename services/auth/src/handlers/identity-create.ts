import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { linkIdentity } from '../link-identity.ts'
import { changeFactors } from '../second-factor.ts'

/** By issuer and subject alone: an address of e-mail says nothing of who somebody is. */
export const identityCreate: Handler<'identity.create', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const foreigner = await auth.trusted.verify(input.issuer, input.token)
  await changeFactors(auth, caller, input, (tx) => linkIdentity(tx, user, foreigner))
  auth.security('identity-linked', { user, session, address })
  return {}
}
