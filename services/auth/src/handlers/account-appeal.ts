import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { verifyForeigner } from '../oidc/foreigners.ts'
import { restrictionView } from '../standing.ts'
import { insertDeed } from '../store/deed.ts'
import { findIdentity } from '../store/identity.ts'
import { listRestrictions, noteAppeal } from '../store/restriction.ts'
import { checkPassword } from './session-create.ts'

/** Whose account it is: an issuer whose people have no password here speaks for them. */
const appellant = async (input: Input<'account.appeal'>, caller: Caller, auth: Auth): Promise<string> => {
  if ('token' in input) {
    const foreigner = await verifyForeigner(auth, input, caller)
    return (await findIdentity(auth.db, foreigner)) ?? fail('LOGIN_FAILED')
  }
  const { found, attempt } = await checkPassword(input, caller, auth)
  await auth.attempts.loggedIn(attempt)
  return found.user
}

/** Who is locked out has no token, so it takes what a log-in does. */
export const accountAppeal: Handler<'account.appeal', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const user = await appellant(input, caller, auth)
  await auth.db.transaction(
    async (tx) => {
      if (!(await noteAppeal(tx, user, input.text))) fail('NOTHING_TO_APPEAL')
      await insertDeed(tx, { by: user, what: 'account.appeal', whom: user, reason: input.text })
    },
    { account: user },
  )
  return { restrictions: (await listRestrictions(auth.db, user)).map(restrictionView) }
}
