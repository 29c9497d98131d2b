import { fail, type Input } from '@parley/protocol'
import { addressKey, type Caller, type Handler } from '@parley/service-kit'
import type { Try } from '../attempts.ts'
import type { Auth } from '../context.ts'
import type { Place } from '../fair-queue.ts'
import { normalUsername } from '../rules.ts'
import { handOut, noteOpened, openWith } from '../sessions.ts'
import { type Credentials, findCredentials, replaceHash } from '../store/account.ts'

/** Where its hash stands: behind others of its address and of its account, or of its device where that is known. */
const placeOf = ({ username, address, device }: Try, { gone }: Caller): Place => ({
  lanes: [`address ${addressKey(address)}`, device ? `device ${device}` : `account ${username}`],
  gone,
})

/** A hash made under an older policy is made anew while the password is at hand. The one that holds from now on. */
const renewHash = async ({ db, passwords }: Auth, { user, passwordHash }: Credentials, password: string, at: Place) => {
  if (!passwords.isOutdated(passwordHash)) return passwordHash
  const renewed = await passwords.hash(password, at)
  return (await replaceHash(db, user, passwordHash, renewed)) ? renewed : passwordHash
}

const countTry = async ({ attempts, counts, security, devices }: Auth, attempt: Try, user: string | undefined) => {
  const { username, address, device } = attempt
  await attempts.login(attempt).catch((reason) => {
    counts.limited.value++
    const known = device ? ({ user, device: 'known' } as const) : {}
    security('log-in-limited', { address, name_tag: devices.nameTag(username), ...known })
    throw reason
  })
}

/**
 * Nothing tells whether the account exists: the same statements, one hash, one answer. Nobody has the empty name, under
 * which every impossible one is looked up; attempts are counted under what was typed. Only a device that has logged in
 * to the account before is treated in its own way.
 */
export const checkPassword = async (
  input: Pick<Input<'session.create'>, 'username' | 'password' | 'device_token'>,
  caller: Caller,
  auth: Auth,
) => {
  const { address } = caller
  const found = await findCredentials(auth.db, normalUsername(input.username))
  const username = input.username.trim().toLowerCase()
  const attempt = { username, address, device: auth.devices.sessionOf(input.device_token, found?.user) }
  await countTry(auth, attempt, found?.user)
  const place = placeOf(attempt, caller)
  const matches = await auth.passwords.verify(found?.passwordHash, input.password, place)
  if (found && matches) return { found, attempt, place }
  auth.counts.failed.value++
  auth.security('log-in-failed', { address, name_tag: auth.devices.nameTag(username) })
  return fail('LOGIN_FAILED')
}

export const sessionCreate: Handler<'session.create', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const { found, attempt, place } = await checkPassword(input, caller, auth)
  await auth.attempts.loggedIn(attempt)
  const passwordHash = await renewHash(auth, found, input.password, place)
  const device = { name: input.device, known: attempt.device }
  const opened = await openWith(auth, { user: found.user, passwordHash }, caller, device)
  auth.counts.succeeded.value++
  noteOpened(auth, 'log-in', opened, caller, attempt.device ? 'known' : 'unknown')
  return handOut(auth, opened)
}
