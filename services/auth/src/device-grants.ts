/**
 * Devices without a keyboard, and programs without a page, are logged in by somebody who is logged in elsewhere (RFC 8628): the device shows a
 * code, the person types it, sees what asks, and says yes; the device asks again and again whether they have.
 */
import { fail, type Input, type Output } from '@parley/protocol'
import { type Caller, originText } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { deviceName } from './rules.ts'
import { handOut, hashOfToken, newRefreshToken, noteOpened, openSession, type Session } from './sessions.ts'
import { askGrant, deleteGrant, findAsking, type Grant, insertGrant } from './store/device-grant.ts'
import { newUserCode, readUserCode } from './user-code.ts'

const grantSeconds = 600
const intervalSeconds = 5
/** How much longer a device has to wait that asks too soon (RFC 8628, 3.5). */
const slowerSeconds = 5

export const startGrant = async (
  { device }: Input<'device.start'>,
  { address }: Pick<Caller, 'address'>,
  { db, config, attempts }: Auth,
): Promise<Output<'device.start'>> => {
  await attempts.allow('log-in', address)
  const grant = newRefreshToken()
  for (;;) {
    const code = newUserCode()
    const made = { hash: hashOfToken(grant), code, device: deviceName(device), address }
    if (!(await insertGrant(db, made, grantSeconds, intervalSeconds))) continue
    const page = config.PUBLIC_URL ? { url: `${originText(config.PUBLIC_URL)}/#/device` } : {}
    return { grant, code, ...page, interval_ms: intervalSeconds * 1_000, expires_in_ms: grantSeconds * 1_000 }
  }
}

type Answered = { readonly session: Session } | { readonly not: () => never }

const not = (deed: () => never): Answered => ({ not: deed })

/** Undefined where it may be logged in. */
const refusalOf = (grant: Grant | undefined): Answered | undefined => {
  if (!grant || grant.isOver) return not(() => fail('GRANT_OVER'))
  if (grant.refused) return not(() => fail('GRANT_REFUSED'))
  if (grant.isHasty) return not(() => fail('GRANT_HASTY', { retry_ms: grant.intervalSeconds * 1_000 }))
  if (grant.account === null) return not(() => fail('GRANT_PENDING'))
  return grant.isBacked ? undefined : not(() => fail('GRANT_REFUSED'))
}

/** Whether somebody has said yes: then its session, once. What it was asked is noted in any case. */
export const checkGrant = async ({ grant }: Input<'device.check'>, caller: Caller, auth: Auth): Promise<Session> => {
  await auth.attempts.allow('refresh', caller.address)
  const hash = hashOfToken(grant)
  const answered = await auth.db.transaction(async (tx) => {
    const found = await askGrant(tx, hash, slowerSeconds)
    const refusal = refusalOf(found)
    if (refusal || !found?.account) return refusal ?? not(() => fail('GRANT_PENDING'))
    await deleteGrant(tx, hash)
    // Who said yes has shown all that the account asks for, in the session that they said it in.
    return {
      opened: await openSession(tx, auth, found.account, caller, found.device, { secondFactor: true, granted: true }),
    }
  })
  if ('not' in answered) return answered.not()
  if ('session' in answered) return answered.session
  auth.counts.succeeded.value++
  noteOpened(auth, 'log-in', answered.opened, caller)
  return handOut(auth, answered.opened)
}

/** What asks with a code that somebody has typed. To guess is limited by who guesses, and from where. */
export const findTyped = async (typed: string, { user, address }: Caller, { db, attempts }: Auth) => {
  const takeBack = await attempts.enterCode(user, address)
  const code = readUserCode(typed)
  const asking = code === undefined ? undefined : await findAsking(db, code)
  if (code === undefined || !asking) return fail('GRANT_UNKNOWN')
  await takeBack()
  return { code, asking }
}
