import { randomBytes } from 'node:crypto'
import { Failure, fail, type Input } from '@parley/protocol'
import type { Caller, Handler, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { makeAccount } from '../new-account.ts'
import type { Foreigner } from '../oidc/trusted.ts'
import { handOut, noteOpened, openKnown } from '../sessions.ts'
import { findIdentity, insertIdentity, lockIdentity } from '../store/identity.ts'
import { unknownHash } from '../unknown-password.ts'

const verified = async ({ issuer, token }: Input<'session.exchange'>, { address }: Caller, auth: Auth) => {
  try {
    return await auth.trusted.verify(issuer, token)
  } catch (reason) {
    if (reason instanceof Failure) auth.security('identity-refused', { address, why: reason.body.name })
    throw reason
  }
}

/** The first token of somebody makes their account: of many at once, one does. */
const make = async (tx: Transaction, foreigner: Foreigner, passwordHash: string): Promise<string> => {
  const username = `u${randomBytes(8).toString('hex')}`
  const user = await makeAccount(tx, { username, name: foreigner.name ?? 'Somebody', passwordHash, signUpKey: null })
  await insertIdentity(tx, user, foreigner)
  return user
}

export const sessionExchange: Handler<'session.exchange', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const foreigner = await verified(input, caller, auth)
  const hash = (await findIdentity(auth.db, foreigner)) ? undefined : await unknownHash(auth, caller)
  let event: 'sign-up' | 'log-in' = 'log-in'
  const opened = await openKnown(auth, caller, { name: input.device }, async (tx) => {
    await lockIdentity(tx, foreigner)
    const found = await findIdentity(tx, foreigner)
    if (found) return found
    event = 'sign-up'
    return make(tx, foreigner, hash ?? fail('UNAVAILABLE', { retry_ms: 500 }))
  })
  auth.counts.succeeded.value++
  noteOpened(auth, event, opened, caller)
  return handOut(auth, opened)
}
