/** The directory that manages people by SCIM, and what of it says who they are with an issuer. */

import type { Transaction } from '@parley/service-kit'
import { ConfigFaults } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { linkIdentity } from '../link-identity.ts'
import { issuersOf } from '../oidc/issuers.ts'
import { removeIdentityOf } from '../store/identity.ts'

/** What does it: the program of a service key. */
export interface Directory {
  readonly user: string
  readonly address: string
}

type Settings = Pick<Auth['config'], 'SCIM_ISSUER' | 'OIDC_ISSUERS' | 'OIDC_PRIVATE'>

/** The address of the issuer whose people these are; undefined where the operator names none. Throws ConfigFaults. */
export const issuerOfScim = ({ SCIM_ISSUER: name, OIDC_ISSUERS, OIDC_PRIVATE }: Settings): string | undefined => {
  if (name === null) return undefined
  const found = issuersOf(OIDC_ISSUERS, OIDC_PRIVATE).find((issuer) => issuer.name === name)
  if (!found) throw new ConfigFaults([`SCIM_ISSUER is ${name}, which OIDC_ISSUERS does not name`])
  return found.url
}

/** Whoever logs in there under this external id is this account from now on, and no longer who was. Fails with IDENTITY_TAKEN. */
export const linkExternal = async (
  tx: Transaction,
  { config }: Pick<Auth, 'config'>,
  user: string,
  before: string | null,
  after: string | null,
): Promise<void> => {
  const issuer = issuerOfScim(config)
  if (issuer === undefined || before === after) return
  if (before !== null) await removeIdentityOf(tx, user, { issuer, subject: before })
  if (after !== null) await linkIdentity(tx, user, { issuer, subject: after, name: undefined })
}
