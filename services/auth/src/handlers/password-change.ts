import { fail } from '@parley/protocol'
import type { Caller, Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { isOwnPassword, ownCredentials, ownPlace } from '../own-password.ts'
import { noteRevoked } from '../sessions.ts'
import { type Credentials, replaceHash } from '../store/account.ts'
import { voidLinks } from '../store/email.ts'
import { dropPending } from '../store/pending-login.ts'
import { endSessions } from '../store/session.ts'
import { weaknessOf } from '../weak-passwords.ts'

/** What was begun with the former password ends with it. */
const write = async (found: Credentials, hash: string, caller: Caller, auth: Auth): Promise<string[] | undefined> =>
  auth.db.transaction(async (tx) => {
    if (!(await replaceHash(tx, caller.user, found.passwordHash, hash))) return undefined
    await dropPending(tx, caller.user)
    await voidLinks(tx, caller.user, 'reset')
    return endSessions(tx, caller.user, { kept: caller.session })
  })

export const passwordChange: Handler<'password.change', Auth> = async (input, caller, auth) => {
  const found = await ownCredentials(auth, caller)
  const why = weaknessOf(input.new_password, found.username)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/new_password', why })
  const place = ownPlace(found, caller)
  if (!(await isOwnPassword(auth, found, caller, input.password))) {
    // Who lost the answer has the new one already.
    if (await auth.passwords.verify(found.passwordHash, input.new_password, place)) return { ended: 0 }
    auth.security('password-refused', { user: caller.user, session: caller.session, address: caller.address })
    return fail('LOGIN_FAILED')
  }
  const ended = await write(found, await auth.passwords.hash(input.new_password, place), caller, auth)
  // Of two changes at the same moment, the other one came first.
  if (!ended) return fail('LOGIN_FAILED')
  auth.security('password-changed', { user: caller.user, session: caller.session, address: caller.address })
  noteRevoked(auth, ended, caller)
  return { ended: ended.length }
}
