import { fail } from '@parley/protocol'
import type { Caller, Handler, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { judgeRefresh } from '../rules.ts'
import { announceEnded, handOut, hashOfToken, newRefreshToken, type OpenedSession } from '../sessions.ts'
import {
  beginGeneration,
  endSession,
  findToken,
  forgetExpiredTokens,
  insertToken,
  lockSessionOf,
  noteUse,
  outdateTokens,
  type TokenRow,
} from '../store/session.ts'

type Outcome = { readonly opened: OpenedSession } | { readonly reused: TokenRow } | 'void'

/** Moves the session on to its next generation, and what came before out of use. */
const rotate = async (tx: Transaction, { session, newest }: TokenRow, memorySeconds: number): Promise<number> => {
  await beginGeneration(tx, session, newest + 1)
  await outdateTokens(tx, session, newest, memorySeconds)
  await forgetExpiredTokens(tx, session)
  return newest + 1
}

const issue = async (
  tx: Transaction,
  token: TokenRow,
  generation: number,
  { address }: Caller,
  lifeSeconds: number,
) => {
  const { user, session } = token
  const refresh = newRefreshToken()
  const until = await insertToken(tx, { hash: hashOfToken(refresh), session, generation, lifeSeconds })
  await noteUse(tx, session, until, address)
  return { user, session, refresh, until }
}

/**
 * Locks the session, then decides in the next statement, which sees what was committed during the wait. The end of a
 * session is an outcome and not an exception: it has to be committed.
 */
const exchange = async (tx: Transaction, hash: Buffer, caller: Caller, { config }: Auth): Promise<Outcome> => {
  await lockSessionOf(tx, hash)
  const token = await findToken(tx, hash)
  const verdict = token ? judgeRefresh(token, config.REFRESH_GRACE_SECONDS) : 'void'
  if (!token || verdict === 'void') return 'void'
  if (verdict === 'reused') {
    await endSession(tx, token.session)
    return { reused: token }
  }
  const generation = verdict === 'rotate' ? await rotate(tx, token, config.REFRESH_MEMORY_SECONDS) : token.newest
  return { opened: await issue(tx, token, generation, caller, config.REFRESH_TOKEN_SECONDS) }
}

const refuseReuse = ({ bus, log, counts }: Auth, { user, session }: TokenRow, { address }: Caller): never => {
  counts.reused.value++
  announceEnded(bus, [session])
  log.warn({ user, session, address }, 'a refresh token came back after its use; the session is ended')
  return fail('REFRESH_REUSED')
}

export const sessionRefresh: Handler<'session.refresh', Auth> = async ({ refresh }, caller, auth) => {
  const outcome = await auth.db.transaction((tx) => exchange(tx, hashOfToken(refresh), caller, auth))
  if (outcome === 'void') return fail('REFRESH_INVALID')
  return 'reused' in outcome ? refuseReuse(auth, outcome.reused, caller) : handOut(auth, outcome.opened)
}
