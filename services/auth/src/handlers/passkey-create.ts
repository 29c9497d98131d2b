import { randomUUID } from 'node:crypto'
import { fail, mostPasskeys } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { endPasskey } from '../new-passkey.ts'
import { challengeIn, checkAttestation } from '../passkeys.ts'
import { deviceName } from '../rules.ts'
import { changeFactors, firstCodes } from '../second-factor.ts'
import { insertPasskey } from '../store/passkey.ts'

export const passkeyCreate: Handler<'passkey.create', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const challenge = await challengeIn(input.passkey)
  const made = await checkAttestation(auth.passkeys, input.passkey)
  const id = randomUUID()
  const codes = await changeFactors(auth, caller, input, async (tx, before) => {
    if (!(await endPasskey(tx, user, challenge))) fail('FACTOR_NOT_STARTED')
    if (before.passkeys >= mostPasskeys) fail('TOO_MANY_PASSKEYS', { most: mostPasskeys })
    const name = deviceName(input.name)
    if (!(await insertPasskey(tx, { ...made, id, account: user, name }))) fail('PASSKEY_WRONG')
    return firstCodes(tx, user, before)
  })
  auth.security('factor-added', { user, session, address })
  return { passkey: id, ...codes }
}
