/** The way to an issuer and back: what a person keeps meanwhile is good once, for ten minutes, and where it was begun. */
import { Failure, fail, type Input } from '@parley/protocol'
import type { Caller, Queryable } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { deviceName } from '../rules.ts'
import { hashOfToken, newRefreshToken } from '../sessions.ts'
import { type Going, insertGoing, takeGoing } from '../store/arrival.ts'
import type { Arrived } from './trusted.ts'

const goingSeconds = 600

interface Begun {
  readonly issuer: string
  readonly device?: string | undefined
  /** Who links it, where it is no log-in. */
  readonly own?: Pick<Caller, 'user' | 'session'>
}

/** What the person is sent to, and what they keep. `kept` is within the transaction that lets them go. */
export const letGo = async (db: Queryable, { codeFlow }: Auth, { issuer, device, own }: Begun) => {
  const binding = newRefreshToken()
  const url = await codeFlow.start(issuer, binding)
  const going = { issuer, account: own?.user ?? null, session: own?.session ?? null, device: deviceName(device) }
  await insertGoing(db, hashOfToken(binding), going, goingSeconds)
  return { url, binding, expires_in_ms: goingSeconds * 1_000 }
}

type Arrival = Input<'session.arrive'>

/** Another browser, or another session, than they left from: nothing is said of whether anybody has left. */
const isFrom = (going: Going, own: Pick<Caller, 'user' | 'session'> | undefined): boolean =>
  going.account === (own?.user ?? null) && going.session === (own?.session ?? null)

/** Who is back, and from where. Fails with ARRIVAL_REFUSED, and else as `CodeFlow.finish` does. */
export const receive = async (
  auth: Auth,
  { binding, state, ...arrival }: Arrival,
  { address }: Pick<Caller, 'address'>,
  own?: Pick<Caller, 'user' | 'session'>,
): Promise<{ readonly going: Going; readonly arrived: Arrived }> => {
  try {
    if (!auth.codeFlow.isOwn(binding, state)) return fail('ARRIVAL_REFUSED')
    const going = await takeGoing(auth.db, hashOfToken(binding))
    if (!going || !isFrom(going, own)) return fail('ARRIVAL_REFUSED')
    return { going, arrived: await auth.codeFlow.finish(going.issuer, binding, arrival) }
  } catch (reason) {
    if (reason instanceof Failure) auth.security('identity-refused', { ...own, address, why: reason.body.name })
    throw reason
  }
}
