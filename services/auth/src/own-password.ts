/** Whoever changes how they log in shows the password that they have. */
import { fail } from '@parley/protocol'
import { addressKey, type Caller, type SecurityEventName } from '@parley/service-kit'
import type { Auth } from './context.ts'
import type { Place } from './fair-queue.ts'
import { findOwnCredentials } from './store/account.ts'

export type OwnCredentials = NonNullable<Awaited<ReturnType<typeof findOwnCredentials>>>

export const ownPlace = ({ username }: OwnCredentials, { address, gone }: Caller): Place => ({
  lanes: [`address ${addressKey(address)}`, `account ${username}`],
  gone,
})

/** Guessing counts as it does where one logs in: a stolen access token opens no other way to the password. */
export const isOwnPassword = async (
  password: string,
  found: OwnCredentials,
  caller: Caller,
  auth: Auth,
): Promise<boolean> => {
  const attempt = { username: found.username, address: caller.address, device: caller.session }
  await auth.attempts.login(attempt)
  if (!(await auth.passwords.verify(found.passwordHash, password, ownPlace(found, caller)))) return false
  await auth.attempts.loggedIn(attempt)
  return true
}

/** LOGIN_FAILED where it is another, which is noted as `refused`. */
export const ownPassword = async (
  password: string,
  caller: Caller,
  auth: Auth,
  refused: SecurityEventName,
): Promise<OwnCredentials> => {
  const { user, session, address } = caller
  const found = (await findOwnCredentials(auth.db, user)) ?? fail('SESSION_ENDED')
  if (await isOwnPassword(password, found, caller, auth)) return found
  auth.security(refused, { user, session, address })
  return fail('LOGIN_FAILED')
}
