import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { askPassword } from '../own-password.ts'
import { noteRevoked } from '../sessions.ts'
import { spareOwner } from '../staff.ts'
import { holdPassword } from '../store/account.ts'
import { putClosing } from '../store/closing.ts'
import { endSessions } from '../store/session.ts'

/** Whoever else has the account open is logged out: what happens in the grace is up to its owner alone. */
export const accountClose: Handler<'account.close', Auth> = async ({ password, messages }, caller, auth) => {
  const { user, session, address } = caller
  const found = await askPassword(auth, caller, password)
  const { due, ended } = await auth.db.transaction(
    async (tx) => {
      if (!(await holdPassword(tx, found))) fail('LOGIN_FAILED')
      await spareOwner(tx, user)
      const closing = await putClosing(tx, user, messages, auth.config.DELETION_GRACE_SECONDS)
      return { due: (closing ?? fail('SESSION_ENDED')).due, ended: await endSessions(tx, user, { kept: session }) }
    },
    { account: user },
  )
  auth.security('account-closing', { user, session, address })
  noteRevoked(auth, ended, caller)
  return { at: due.getTime(), ended: ended.length }
}
