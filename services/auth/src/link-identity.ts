import { fail } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { Foreigner } from './oidc/trusted.ts'
import { findIdentity, insertIdentity, lockIdentity } from './store/identity.ts'

/** Links it to this account, once however often it is asked for. Fails with IDENTITY_TAKEN where it is another's, or they have one of its issuer. */
export const linkIdentity = async (tx: Transaction, user: string, foreigner: Foreigner): Promise<void> => {
  await lockIdentity(tx, foreigner)
  const owner = await findIdentity(tx, foreigner)
  if (owner === undefined ? !(await insertIdentity(tx, user, foreigner)) : owner !== user) fail('IDENTITY_TAKEN')
}
