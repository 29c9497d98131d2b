import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { askPassword } from '../own-password.ts'
import { deleteEmail, voidLinks } from '../store/email.ts'
import { queueMail } from '../store/mail.ts'

export const emailRemove: Handler<'email.remove', Auth> = async ({ password }, caller, auth) => {
  const { user, session, address } = caller
  await askPassword(auth, caller, password)
  const removed = await auth.db.transaction(async (tx) => {
    const was = await deleteEmail(tx, user)
    for (const kind of ['verify', 'reset'] as const) await voidLinks(tx, user, kind)
    if (was) await queueMail(tx, 'removed', user, was)
    return was !== undefined
  })
  if (removed) auth.security('email-changed', { user, session, address })
  auth.sendMail()
  return {}
}
