import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { changeFactors, findOwnTotp, firstCodes, spendTotp } from '../second-factor.ts'
import { confirmTotp } from '../store/factor.ts'

export const totpCreate: Handler<'totp.create', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const made = await changeFactors(auth, caller, input, async (tx, before) => {
    const totp = (await findOwnTotp(tx, user)) ?? fail('FACTOR_NOT_STARTED')
    if (totp.isConfirmed) fail('FACTOR_EXISTS')
    await spendTotp(tx, auth, user, totp, input.code)
    await confirmTotp(tx, user)
    return firstCodes(tx, user, before)
  })
  auth.security('factor-added', { user, session, address })
  return made
}
