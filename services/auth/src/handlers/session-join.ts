import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkDoor, passDoor } from '../entries.ts'
import { makeAccount } from '../new-account.ts'
import { applyGroups } from '../oidc/group-roles.ts'
import { handOut, hashOfToken, noteOpened, openSession } from '../sessions.ts'
import { findNewcomer, type Newcomer, takeNewcomer } from '../store/arrival.ts'
import { findIdentity, insertIdentity, lockIdentity } from '../store/identity.ts'
import { unknownHash } from '../unknown-password.ts'

type Join = Input<'session.join'>

const checkOpen = async ({ login, invitation }: Join, { address }: Caller, auth: Auth): Promise<void> => {
  await auth.attempts.allow('log-in', address)
  if (auth.config.SIGN_UP === 'closed') fail('SIGN_UP_CLOSED')
  if (!(await findNewcomer(auth.db, hashOfToken(login)))) fail('ARRIVAL_REFUSED')
  await checkDoor(auth, invitation)
}

const make = async (
  tx: Transaction,
  auth: Auth,
  newcomer: Newcomer,
  { username, name }: Join,
  passwordHash: string,
) => {
  const foreigner = { issuer: auth.trusted.issuer(newcomer.issuer).url, subject: newcomer.subject }
  await lockIdentity(tx, foreigner)
  if (await findIdentity(tx, foreigner)) fail('ARRIVAL_REFUSED')
  const user = await makeAccount(tx, { username, name, passwordHash, signUpKey: null })
  await insertIdentity(tx, user, foreigner)
  await applyGroups(tx, auth, user, { ...foreigner, name: newcomer.issuer, groups: newcomer.groups })
  return user
}

/** The name is chosen and the account is there, or none of it: who chose one that is taken chooses again. */
export const sessionJoin: Handler<'session.join', Auth> = async (input, caller, auth) => {
  await checkOpen(input, caller, auth)
  const hash = await unknownHash(auth, caller)
  const opened = await auth.db.transaction(async (tx) => {
    const newcomer = (await takeNewcomer(tx, hashOfToken(input.login))) ?? fail('ARRIVAL_REFUSED')
    const user = await make(tx, auth, newcomer, input, hash)
    return (await passDoor(tx, auth, user, input.invitation))
      ? undefined
      : openSession(tx, auth, user, caller, newcomer.device)
  })
  if (!opened) return fail('ACCOUNT_PENDING')
  noteOpened(auth, 'sign-up', opened, caller)
  return handOut(auth, opened)
}
