import { fail } from '@parley/protocol'
import { addressKey, type Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { noteRevoked } from '../sessions.ts'
import { findOwnCredentials, holdPassword } from '../store/account.ts'
import { putClosing } from '../store/closing.ts'
import { endSessions } from '../store/session.ts'
import { checkFormer } from './password-change.ts'

/** Whoever else has the account open is logged out: what happens in the grace is up to its owner alone. */
export const accountClose: Handler<'account.close', Auth> = async (input, caller, auth) => {
  const { user, session, address, gone } = caller
  const found = (await findOwnCredentials(auth.db, user)) ?? fail('SESSION_ENDED')
  const place = { lanes: [`address ${addressKey(address)}`, `account ${found.username}`], gone }
  if (!(await checkFormer(input, found, caller, auth, place))) {
    auth.security('account-closing-refused', { user, session, address })
    return fail('LOGIN_FAILED')
  }
  const { due, ended } = await auth.db.transaction(
    async (tx) => {
      if (!(await holdPassword(tx, found))) fail('LOGIN_FAILED')
      const closing = await putClosing(tx, user, input.messages, auth.config.DELETION_GRACE_SECONDS)
      return { due: (closing ?? fail('SESSION_ENDED')).due, ended: await endSessions(tx, user, { kept: session }) }
    },
    { account: user },
  )
  auth.security('account-closing', { user, session, address })
  noteRevoked(auth, ended, caller)
  return { at: due.getTime(), ended: ended.length }
}
