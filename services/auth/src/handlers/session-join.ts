import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkDoor, passDoor } from '../entries.ts'
import { makeAccount } from '../new-account.ts'
import { applyGroups } from '../oidc/group-roles.ts'
import { handOut, hashOfToken, noteOpened, openSession } from '../sessions.ts'
import { findNewcomer, type Newcomer, takeNewcomer } from '../store/arrival.ts'
import { findIdentity, insertIdentity, lockIdentity } from '../store/identity.ts'

type Join = Input<'session.join'>

const checkOpen = async ({ login, invitation }: Join, { address }: Caller, auth: Auth): Promise<void> => {
  await auth.attempts.allow('log-in', address)
  const { issuer } = (await findNewcomer(auth.db, hashOfToken(login))) ?? fail('ARRIVAL_REFUSED')
  await checkDoor(auth, { invitation, issuer })
}

const make = async (tx: Transaction, auth: Auth, newcomer: Newcomer, { username, name }: Join) => {
  const foreigner = { issuer: auth.trusted.issuer(newcomer.issuer).url, subject: newcomer.subject }
  await lockIdentity(tx, foreigner)
  if (await findIdentity(tx, foreigner)) fail('ARRIVAL_REFUSED')
  const user = await makeAccount(tx, { username, name })
  await insertIdentity(tx, user, foreigner)
  await applyGroups(tx, auth, user, { ...foreigner, name: newcomer.issuer, groups: newcomer.groups })
  return user
}

/** The name is chosen and the account is there, or none of it: who chose one that is taken chooses again. */
export const sessionJoin: Handler<'session.join', Auth> = async (input, caller, auth) => {
  await checkOpen(input, caller, auth)
  await auth.attempts.signUp(caller.address)
  const opened = await auth.db.transaction(async (tx) => {
    const newcomer = (await takeNewcomer(tx, hashOfToken(input.login))) ?? fail('ARRIVAL_REFUSED')
    const user = await make(tx, auth, newcomer, input)
    const { issuer } = newcomer
    return (await passDoor(tx, auth, user, { invitation: input.invitation, issuer }))
      ? undefined
      : openSession(tx, auth, user, caller, newcomer.device)
  })
  if (!opened) return fail('ACCOUNT_PENDING')
  noteOpened(auth, 'sign-up', opened, caller)
  return handOut(auth, opened)
}
