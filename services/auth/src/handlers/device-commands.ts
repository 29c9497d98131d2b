/** The commands of devices that ask to be logged in. */
import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkGrant, findTyped, startGrant } from '../device-grants.ts'
import { changeFactors } from '../second-factor.ts'
import { allowGrant, refuseGrant } from '../store/device-grant.ts'

export const deviceStart: Handler<'device.start', Auth> = startGrant

export const deviceCheck: Handler<'device.check', Auth> = checkGrant

export const deviceLook: Handler<'device.look', Auth> = async ({ code: typed }, caller, auth) => {
  const { code, asking } = await findTyped(typed, caller, auth)
  const { device, address, expiresAt } = asking
  return { code, device, ...(address === '' ? {} : { address }), expires_at: expiresAt.getTime() }
}

/** Its session outlives the token of who says yes: who has stolen one does not know what is asked for here. */
export const deviceAnswer: Handler<'device.answer', Auth> = async (input, caller, auth) => {
  const { allow } = input
  const { user, session, address } = caller
  const { code } = await findTyped(input.code, caller, auth)
  const isDone = allow
    ? await changeFactors(auth, caller, input, (tx) => allowGrant(tx, code, user, session))
    : await refuseGrant(auth.db, code)
  if (!isDone) return fail('GRANT_UNKNOWN')
  auth.security(allow ? 'device-allowed' : 'device-refused', { user, session, address })
  return {}
}
