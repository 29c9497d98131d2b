import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { newPassword } from '../new-password.ts'
import { announceEnded } from '../sessions.ts'
import { asStaff, resetPassword } from '../staff.ts'

/** Hashed before the transaction begins: nobody waits for a lock meanwhile. */
export const personReset: Handler<'person.reset', Auth> = async ({ user, reason, factors }, caller, auth) => {
  const password = newPassword()
  await asStaff(auth, caller, 'people.help', async () => {})
  const hash = await auth.passwords.hash(password, { lanes: [`staff ${caller.user}`], gone: caller.gone })
  const ended = await asStaff(auth, caller, 'people.help', (tx, by) =>
    resetPassword(tx, by, { user, reason, factors }, hash),
  )
  announceEnded(auth.bus, ended)
  auth.security('password-reset-by-staff', { user, by: caller.user })
  return { password, ended: ended.length }
}
