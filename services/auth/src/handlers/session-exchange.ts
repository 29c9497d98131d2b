import { randomBytes } from 'node:crypto'
import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkDoor, passDoor } from '../entries.ts'
import { makeAccount } from '../new-account.ts'
import { verifyForeigner } from '../oidc/foreigners.ts'
import type { Foreigner } from '../oidc/trusted.ts'
import { handOut, noteOpened, openKnown } from '../sessions.ts'
import { findIdentity, insertIdentity, lockIdentity } from '../store/identity.ts'

type Exchange = Input<'session.exchange'>

/** The first token of somebody makes their account, where they may have one: of many at once, one does. Whether this one did. */
const makeFor = async (foreigner: Foreigner, input: Exchange, caller: Caller, auth: Auth): Promise<boolean> => {
  if (await findIdentity(auth.db, foreigner)) return false
  await checkDoor(auth, input)
  await auth.attempts.signUp(caller.address)
  return auth.db.transaction(async (tx) => {
    await lockIdentity(tx, foreigner)
    if (await findIdentity(tx, foreigner)) return false
    const username = `u${randomBytes(8).toString('hex')}`
    const user = await makeAccount(tx, { username, name: foreigner.name ?? 'Somebody' })
    await insertIdentity(tx, user, foreigner)
    await passDoor(tx, auth, user, input)
    return true
  })
}

/** An account that waits to be let in is there, so it is made before its session is asked for. */
export const sessionExchange: Handler<'session.exchange', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const foreigner = await verifyForeigner(auth, input, caller)
  const event = (await makeFor(foreigner, input, caller, auth)) ? 'sign-up' : 'log-in'
  const opened = await openKnown(
    auth,
    caller,
    { name: input.device },
    async (tx) => (await findIdentity(tx, foreigner)) ?? fail('UNAVAILABLE', { retry_ms: 500 }),
  )
  auth.counts.succeeded.value++
  noteOpened(auth, event, opened, caller)
  return handOut(auth, opened)
}
