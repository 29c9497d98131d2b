import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors, makeRecoveryCodes } from '../second-factor.ts'
import { hasSecondFactor } from '../store/factor.ts'

export const recoveryCreate: Handler<'recovery.create', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const recovery = await changeFactors(auth, caller, input, (tx, before) =>
    hasSecondFactor(before) ? makeRecoveryCodes(tx, user) : fail('SECOND_FACTOR_MISSING'),
  )
  auth.security('recovery-made', { user, session, address })
  return { recovery }
}
