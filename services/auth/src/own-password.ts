/**
 * Who is logged in shows again who they are, before something that opens the account to others: by the password; where the account has none,
 * by having logged in a moment ago.
 */
import { fail } from '@parley/protocol'
import { addressKey, type Caller, type Queryable } from '@parley/service-kit'
import type { Auth } from './context.ts'
import type { Place } from './fair-queue.ts'
import { noPassword } from './passwords.ts'
import { type Credentials, findOwnCredentials } from './store/account.ts'
import { isRecentLogIn } from './store/session.ts'

export interface OwnCredentials extends Credentials {
  readonly username: string
}

/** How long a log-in is one of this moment. */
const recentSeconds = 600

export const ownCredentials = async ({ db }: Auth, { user }: Caller): Promise<OwnCredentials> =>
  (await findOwnCredentials(db, user)) ?? fail('SESSION_ENDED')

export const hasPassword = ({ passwordHash }: Credentials): boolean => passwordHash !== noPassword

/** Where its hash stands. */
export const ownPlace = ({ username }: OwnCredentials, { address, gone }: Caller): Place => ({
  lanes: [`address ${addressKey(address)}`, `account ${username}`],
  gone,
})

/** Guessing counts as it does where one logs in: a stolen access token opens no other way to the password. */
export const isOwnPassword = async (auth: Auth, found: OwnCredentials, caller: Caller, password: string) => {
  const attempt = { username: found.username, address: caller.address, device: caller.session }
  await auth.attempts.login(attempt)
  if (!(await auth.passwords.verify(found.passwordHash, password, ownPlace(found, caller)))) return false
  await auth.attempts.loggedIn(attempt)
  return true
}

/** Of an account without a password. Fails with LOGIN_TOO_OLD, also where another session has let this one in. */
export const askRecent = async (db: Queryable, { user, session }: Caller): Promise<void> => {
  if (!(await isRecentLogIn(db, user, session, recentSeconds))) fail('LOGIN_TOO_OLD')
}

export const passwordMissing = 'is missing: your account has one'

/** Fails with LOGIN_FAILED where it is another one. Of an account without one nothing is asked here. */
export const askAnyPassword = async (
  auth: Auth,
  caller: Caller,
  password: string | undefined,
): Promise<OwnCredentials> => {
  const found = await ownCredentials(auth, caller)
  if (!hasPassword(found)) return found
  if (
    await isOwnPassword(auth, found, caller, password ?? fail('BAD_INPUT', { at: '/password', why: passwordMissing }))
  )
    return found
  auth.security('password-refused', { user: caller.user, session: caller.session, address: caller.address })
  return fail('LOGIN_FAILED')
}

/** The same; an account without a password fails with LOGIN_TOO_OLD where nobody has logged in to it in this session a moment ago. */
export const askPassword = async (
  auth: Auth,
  caller: Caller,
  password: string | undefined,
): Promise<OwnCredentials> => {
  const found = await askAnyPassword(auth, caller, password)
  if (!hasPassword(found)) await askRecent(auth.db, caller)
  return found
}
