import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors } from '../second-factor.ts'
import { findIdentity, insertIdentity, lockIdentity } from '../store/identity.ts'

/** By issuer and subject alone: an address of e-mail says nothing of who somebody is. */
export const identityCreate: Handler<'identity.create', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const foreigner = await auth.trusted.verify(input.issuer, input.token)
  await changeFactors(auth, caller, input, async (tx) => {
    await lockIdentity(tx, foreigner)
    const owner = await findIdentity(tx, foreigner)
    if (owner === undefined ? !(await insertIdentity(tx, user, foreigner)) : owner !== user) fail('IDENTITY_TAKEN')
  })
  auth.security('identity-linked', { user, session, address })
  return {}
}
