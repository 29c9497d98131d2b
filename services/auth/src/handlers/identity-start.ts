import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { letGo } from '../oidc/arriving.ts'
import { changeFactors } from '../second-factor.ts'

/** Who they are here is asked before they go: what they come back with says who they are there. */
export const identityStart: Handler<'identity.start', Auth> = async ({ issuer, ...given }, caller, auth) => {
  await changeFactors(auth, caller, given, async () => {})
  return letGo(auth.db, auth, { issuer, own: caller })
}
