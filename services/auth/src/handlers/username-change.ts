import { fail, type Input, type Output } from '@parley/protocol'
import type { Caller, Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { askPassword, hasPassword, type OwnCredentials } from '../own-password.ts'
import { formerUsernames, lockAccount, regainUsername, reserveUsername, takeUsername } from '../store/username.ts'
import { weaknessOf } from '../weak-passwords.ts'

/** One account after the other: whoever has had as many names as it may waits for the first of them to be free. */
const write = (
  { username }: Input<'username.change'>,
  found: OwnCredentials,
  { user }: Caller,
  { db, config, clock }: Auth,
): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await lockAccount(tx, user, found.passwordHash))) fail('LOGIN_FAILED')
    const former = await formerUsernames(tx, user)
    await reserveUsername(tx, user, config.USERNAME_RESERVED_SECONDS)
    if (await regainUsername(tx, user, username)) return
    const [first] = former
    if (first && former.length >= config.USERNAMES_RESERVED)
      fail('TOO_MANY_ATTEMPTS', { limit: 'USERNAMES_RESERVED', retry_ms: Math.max(1, first.until - clock.now()) })
    if (!(await takeUsername(tx, username, user))) fail('USERNAME_TAKEN')
  })

export const usernameChange: Handler<'username.change', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const tell = async (username: string): Promise<Output<'username.change'>> => ({
    username,
    former: await formerUsernames(auth.db, user),
  })
  const found = await askPassword(auth, caller, input.password)
  if (found.username === input.username) return tell(input.username)
  const why =
    hasPassword(found) && input.password
      ? weaknessOf(input.password, input.username, auth.config.PASSWORD_WORDS)
      : undefined
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/password', why })
  await write(input, found, caller, auth)
  auth.security('username-changed', { user, session, address })
  return tell(input.username)
}
