import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { receive } from '../oidc/arriving.ts'
import { findIdentity, insertIdentity, lockIdentity } from '../store/identity.ts'

export const identityArrive: Handler<'identity.arrive', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const { arrived } = await receive(auth, input, caller, { user, session })
  await auth.db.transaction(async (tx) => {
    await lockIdentity(tx, arrived)
    const owner = await findIdentity(tx, arrived)
    if (owner === undefined ? !(await insertIdentity(tx, user, arrived)) : owner !== user) fail('IDENTITY_TAKEN')
  })
  auth.security('identity-linked', { user, session, address })
  return {}
}
