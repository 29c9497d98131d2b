import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { linkIdentity } from '../link-identity.ts'
import { receive } from '../oidc/arriving.ts'

export const identityArrive: Handler<'identity.arrive', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const { arrived } = await receive(auth, input, caller, { user, session })
  await auth.db.transaction((tx) => linkIdentity(tx, user, arrived))
  auth.security('identity-linked', { user, session, address })
  return {}
}
