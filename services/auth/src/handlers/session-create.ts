import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { normalUsername } from '../rules.ts'
import { handOut, openSession } from '../sessions.ts'
import { type Credentials, findCredentials, replaceHash } from '../store/account.ts'

/** A hash made under an older policy is made anew while the password is at hand. */
const renewHash = async ({ db, passwords }: Auth, { user, passwordHash }: Credentials, password: string) => {
  if (passwords.isOutdated(passwordHash)) await replaceHash(db, user, passwordHash, await passwords.hash(password))
}

/**
 * Nothing tells whether the account exists: the same statements, one hash, one answer. Nobody has the empty name, under
 * which every impossible one is looked up; attempts are counted under what was typed.
 */
export const sessionCreate: Handler<'session.create', Auth> = async ({ username, password, device }, caller, auth) => {
  const typed = username.trim().toLowerCase()
  await auth.attempts.login(typed, caller.address).catch((reason) => {
    auth.counts.limited.value++
    throw reason
  })
  const found = await findCredentials(auth.db, normalUsername(username))
  const matches = await auth.passwords.verify(found?.passwordHash, password)
  if (!found || !matches) {
    auth.counts.failed.value++
    return fail('LOGIN_FAILED')
  }
  auth.counts.succeeded.value++
  await auth.attempts.loggedIn(typed, caller.address)
  await renewHash(auth, found, password)
  return handOut(auth, await auth.db.transaction((tx) => openSession(tx, auth, found.user, caller, device)))
}
