import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { letGo } from '../oidc/arriving.ts'

export const issuerStart: Handler<'issuer.start', Auth> = async (input, { address }, auth) => {
  await auth.attempts.allow('log-in', address)
  return letGo(auth.db, auth, input)
}
