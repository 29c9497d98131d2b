import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors } from '../second-factor.ts'
import { noteRevoked } from '../sessions.ts'
import { spareOwner } from '../staff.ts'
import { putClosing } from '../store/closing.ts'
import { endSessions } from '../store/session.ts'

/** Whoever else has the account open is logged out: what happens in the grace is up to its owner alone. */
export const accountClose: Handler<'account.close', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const { due, ended } = await changeFactors(auth, caller, input, async (tx) => {
    await spareOwner(tx, user)
    const closing = await putClosing(tx, user, input.messages, auth.config.DELETION_GRACE_SECONDS)
    return { due: (closing ?? fail('SESSION_ENDED')).due, ended: await endSessions(tx, user, { kept: session }) }
  })
  auth.security('account-closing', { user, session, address })
  noteRevoked(auth, ended, caller)
  return { at: due.getTime(), ended: ended.length }
}
