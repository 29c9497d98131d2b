import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { resetPauseSeconds } from '../mails.ts'
import { normalUsername } from '../rules.ts'
import { queueReset } from '../store/mail.ts'

/** One statement, whatever was typed; whether it is anybody's is looked at by who sends the mail. */
export const passwordForget: Handler<'password.forget', Auth> = async ({ account }, { address }, auth) => {
  await auth.attempts.allow('log-in', address)
  if (!auth.mailer) fail('MAIL_UNAVAILABLE')
  await queueReset(auth.db, normalUsername(account), account.replaceAll('\u0000', ''), resetPauseSeconds)
  auth.sendMail()
  return {}
}
