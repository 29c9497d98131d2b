import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { assertionOptions } from '../passkeys.ts'
import { beginPending, hashOfToken } from '../sessions.ts'
import { listPasskeys } from '../store/passkey.ts'
import { findPending } from '../store/pending-login.ts'

/** Which passkeys an account has is told to whoever has its password, and to nobody else. */
export const passkeyAsk: Handler<'passkey.ask', Auth> = async ({ login, device }, { address }, auth) => {
  await auth.attempts.allow('log-in', address)
  if (login === undefined)
    return assertionOptions(auth.passkeys, await beginPending(auth.db, null, { name: device }), undefined)
  const { account } = (await findPending(auth.db, hashOfToken(login))) ?? fail('LOGIN_OVER')
  return assertionOptions(auth.passkeys, login, account === null ? undefined : await listPasskeys(auth.db, account))
}
