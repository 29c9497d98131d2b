import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { isShut } from '../entries.ts'
import { receive } from '../oidc/arriving.ts'
import { applyGroups } from '../oidc/group-roles.ts'
import type { Arrived } from '../oidc/trusted.ts'
import { handOut, hashOfToken, newRefreshToken, noteOpened, openKnown } from '../sessions.ts'
import { type Going, insertNewcomer } from '../store/arrival.ts'
import { findIdentity } from '../store/identity.ts'

/** For choosing a name. */
const choosingSeconds = 900

/** Nobody comes in by an issuer who could not make an account otherwise. */
const welcome = async (auth: Auth, { issuer, device }: Going, { subject, name, groups }: Arrived): Promise<never> => {
  if (isShut(auth, { issuer })) return fail('SIGN_UP_CLOSED')
  const login = newRefreshToken()
  await insertNewcomer(auth.db, hashOfToken(login), { issuer, subject, groups, device }, choosingSeconds)
  return fail('ACCOUNT_NEEDED', { login, ...(name === undefined ? {} : { called: name }) })
}

export const sessionArrive: Handler<'session.arrive', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const { going, arrived } = await receive(auth, input, caller)
  if ((await findIdentity(auth.db, arrived)) === undefined) return welcome(auth, going, arrived)
  const opened = await openKnown(auth, caller, { name: going.device }, async (tx) => {
    const user = (await findIdentity(tx, arrived)) ?? fail('ARRIVAL_REFUSED')
    await applyGroups(tx, auth, user, { ...arrived, name: going.issuer })
    return user
  })
  auth.counts.succeeded.value++
  noteOpened(auth, 'log-in', opened, caller)
  return handOut(auth, opened)
}
