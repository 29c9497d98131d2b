import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { askPassword } from '../own-password.ts'
import { emailKey, findEmail, voidLinks } from '../store/email.ts'
import { queueMail } from '../store/mail.ts'

/** Whoever has the address already is told nothing, and neither is who asks: that shows when the link is followed. */
export const emailChange: Handler<'email.change', Auth> = async ({ email, password }, caller, auth) => {
  const { user } = caller
  if (!auth.mailer) fail('MAIL_UNAVAILABLE')
  await askPassword(auth, caller, password)
  if ((await findEmail(auth.db, user)) === email) return {}
  await auth.attempts.mail(user, emailKey(email))
  await auth.db.transaction(async (tx) => {
    await voidLinks(tx, user, 'verify')
    await queueMail(tx, 'verify', user, email)
  })
  auth.sendMail()
  return {}
}
