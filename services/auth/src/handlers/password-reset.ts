import { fail, type Input } from '@parley/protocol'
import { addressKey, type Caller, type Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { hashOfToken, noteRevoked } from '../sessions.ts'
import { findOwnCredentials, replaceHash } from '../store/account.ts'
import { findLink, takeLink, voidLinks } from '../store/email.ts'
import { queueMail } from '../store/mail.ts'
import { dropPending } from '../store/pending-login.ts'
import { endSessions } from '../store/session.ts'
import { weaknessOf } from '../weak-passwords.ts'

type Reset = Input<'password.reset'>

const find = async ({ token }: Reset, { db }: Auth) => {
  const link = (await findLink(db, 'reset', hashOfToken(token))) ?? fail('LINK_INVALID')
  return { link, known: (await findOwnCredentials(db, link.account)) ?? fail('LINK_INVALID') }
}
type Found = Awaited<ReturnType<typeof find>>

/** The link is used, the password is another, all sessions are ended, or nothing of it. Undefined where the link was used before. */
const write = ({ token }: Reset, { link, known }: Found, hash: string, { db }: Auth): Promise<string[] | undefined> =>
  db.transaction(async (tx) => {
    if (!(await takeLink(tx, hashOfToken(token)))) return undefined
    if (!(await replaceHash(tx, known.user, known.passwordHash, hash))) fail('LINK_INVALID')
    await voidLinks(tx, known.user, 'reset')
    await dropPending(tx, known.user)
    await queueMail(tx, 'password', known.user, link.address)
    return endSessions(tx, known.user, {})
  })

/** Whoever lost the answer has the new password already; anybody else cannot tell that from a link that is too old. */
const repeat = async ({ new_password }: Reset, { known }: Found, caller: Caller, { passwords }: Auth) => {
  const place = { lanes: [`address ${addressKey(caller.address)}`, `account ${known.username}`], gone: caller.gone }
  if (!(await passwords.verify(known.passwordHash, new_password, place))) fail('LINK_INVALID')
  return { ended: 0 }
}

export const passwordReset: Handler<'password.reset', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const found = await find(input, auth)
  const { link, known } = found
  if (link.used) return repeat(input, found, caller, auth)
  const why = weaknessOf(input.new_password, known.username, auth.config.PASSWORD_WORDS)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/new_password', why })
  const place = { lanes: [`address ${addressKey(caller.address)}`, `account ${known.username}`], gone: caller.gone }
  const ended = await write(input, found, await auth.passwords.hash(input.new_password, place), auth)
  if (!ended) return repeat(input, await find(input, auth), caller, auth)
  auth.security('password-reset', { user: known.user, address: caller.address })
  auth.sendMail()
  noteRevoked(auth, ended, { user: known.user, address: caller.address })
  return { ended: ended.length }
}
