/** The password of who is logged in, asked for again before something that opens the account to others. */
import { fail } from '@parley/protocol'
import { addressKey, type Caller } from '@parley/service-kit'
import type { Auth } from './context.ts'
import type { Place } from './fair-queue.ts'
import { type Credentials, findOwnCredentials } from './store/account.ts'

export interface OwnCredentials extends Credentials {
  readonly username: string
}

export const ownCredentials = async ({ db }: Auth, { user }: Caller): Promise<OwnCredentials> =>
  (await findOwnCredentials(db, user)) ?? fail('SESSION_ENDED')

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

/** Fails with LOGIN_FAILED where it is another one. */
export const askPassword = async (auth: Auth, caller: Caller, password: string): Promise<OwnCredentials> => {
  const found = await ownCredentials(auth, caller)
  if (await isOwnPassword(auth, found, caller, password)) return found
  auth.security('password-refused', { user: caller.user, session: caller.session, address: caller.address })
  return fail('LOGIN_FAILED')
}
