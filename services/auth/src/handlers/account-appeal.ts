import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { restrictionView } from '../standing.ts'
import { insertDeed } from '../store/deed.ts'
import { listRestrictions, noteAppeal } from '../store/restriction.ts'
import { checkPassword } from './session-create.ts'

/** Who is locked out has no token, so it takes what a log-in does. */
export const accountAppeal: Handler<'account.appeal', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const { found, attempt } = await checkPassword(input, caller, auth)
  await auth.attempts.loggedIn(attempt)
  await auth.db.transaction(
    async (tx) => {
      if (!(await noteAppeal(tx, found.user, input.text))) fail('NOTHING_TO_APPEAL')
      await insertDeed(tx, { by: found.user, what: 'account.appeal', whom: found.user, reason: input.text })
    },
    { account: found.user },
  )
  return { restrictions: (await listRestrictions(auth.db, found.user)).map(restrictionView) }
}
