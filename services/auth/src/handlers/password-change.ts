import { fail, type Input } from '@parley/protocol'
import { addressKey, type Caller, type Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import type { Place } from '../fair-queue.ts'
import { noteRevoked } from '../sessions.ts'
import { findOwnCredentials, replaceHash } from '../store/account.ts'
import { endSessions } from '../store/session.ts'
import { weaknessOf } from '../weak-passwords.ts'

type Change = Input<'password.change'>
type Credentials = NonNullable<Awaited<ReturnType<typeof findOwnCredentials>>>

/** Guessing counts as it does where one logs in: a stolen access token opens no other way to the password. */
export const checkFormer = async (
  { password }: Pick<Change, 'password'>,
  found: Credentials,
  caller: Caller,
  auth: Auth,
  place: Place,
) => {
  const { username, passwordHash } = found
  const attempt = { username, address: caller.address, device: caller.session }
  await auth.attempts.login(attempt)
  if (!(await auth.passwords.verify(passwordHash, password, place))) return false
  await auth.attempts.loggedIn(attempt)
  return true
}

/** What was begun with the former password ends with it. */
const write = async (found: Credentials, hash: string, caller: Caller, auth: Auth): Promise<string[] | undefined> =>
  auth.db.transaction(async (tx) => {
    if (!(await replaceHash(tx, caller.user, found.passwordHash, hash))) return undefined
    return endSessions(tx, caller.user, { kept: caller.session })
  })

export const passwordChange: Handler<'password.change', Auth> = async (input, caller, auth) => {
  const found = (await findOwnCredentials(auth.db, caller.user)) ?? fail('SESSION_ENDED')
  const why = weaknessOf(input.new_password, found.username)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/new_password', why })
  const place = { lanes: [`address ${addressKey(caller.address)}`, `account ${found.username}`], gone: caller.gone }
  if (!(await checkFormer(input, found, caller, auth, place))) {
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
