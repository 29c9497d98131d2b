import { randomBytes } from 'node:crypto'
import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { makeAccount } from '../new-account.ts'
import { handOut, noteOpened, openSession } from '../sessions.ts'

/** Counts as a sign-up of its address. Nobody is told the username: it stands where one has to. */
export const guestCreate: Handler<'guest.create', Auth> = async ({ name, device }, caller, auth) => {
  const { attempts, config, security } = auth
  const { address } = caller
  if (config.GUESTS === 'off') return fail('GUESTS_OFF')
  await attempts.allow('log-in', address)
  await attempts.signUp(address).catch((reason) => {
    security('sign-up-limited', { address })
    throw reason
  })
  const opened = await auth.db.transaction(async (tx) => {
    const username = `g${randomBytes(8).toString('hex')}`
    return openSession(tx, auth, await makeAccount(tx, { username, name, guest: true }), caller, device)
  })
  noteOpened(auth, 'sign-up', opened, caller)
  return handOut(auth, opened)
}
