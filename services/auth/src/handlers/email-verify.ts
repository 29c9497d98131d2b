import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { hashOfToken } from '../sessions.ts'
import { findEmail, findLink, putEmail, takeLink, voidLinks } from '../store/email.ts'
import { queueMail } from '../store/mail.ts'

export const emailVerify: Handler<'email.verify', Auth> = async ({ token }, { address }, auth) => {
  const { db, attempts, security } = auth
  await attempts.allow('log-in', address)
  const hash = hashOfToken(token)
  const link = (await findLink(db, 'verify', hash)) ?? fail('LINK_INVALID')
  const { account: user, address: email } = link
  const done = await db.transaction(async (tx) => {
    const before = await findEmail(tx, user)
    // Who lost the answer follows it again.
    if (!(await takeLink(tx, hash))) return before === email ? 'before' : 'void'
    if (!(await putEmail(tx, user, email))) fail('EMAIL_TAKEN')
    await voidLinks(tx, user, 'reset')
    if (before && before !== email) await queueMail(tx, 'moved', user, before)
    return 'now'
  })
  if (done === 'void') fail('LINK_INVALID')
  if (done === 'now') security('email-changed', { user, address })
  auth.sendMail()
  return {}
}
