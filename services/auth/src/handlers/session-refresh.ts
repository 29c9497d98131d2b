import { fail } from '@parley/protocol'
import { type Caller, type Handler, steadyNow, type Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { judgeRefresh } from '../rules.ts'
import { announceEnded, handOut, hashOfToken, newRefreshToken, type OpenedSession } from '../sessions.ts'
import { admit } from '../standing.ts'
import {
  findToken,
  forgetTokens,
  insertToken,
  outdateTokens,
  prolongToken,
  replaceTokens,
  type TokenRow,
} from '../store/refresh-token.ts'
import { beginGeneration, endSession, lockSessionOf, noteUse } from '../store/session.ts'

type Outcome = { readonly opened: OpenedSession } | { readonly reused: TokenRow } | 'void' | 'crowded'

interface Turn {
  readonly tx: Transaction
  readonly hash: Buffer
  readonly token: TokenRow
  readonly auth: Auth
}

/** The session moves on to its next generation, and what came before this token goes out of use. */
const rotate = async ({ tx, hash, token: { session, newest }, auth: { config } }: Turn): Promise<number> => {
  await beginGeneration(tx, session, newest + 1, hash)
  await outdateTokens(tx, session, newest - 1, config.REFRESH_MEMORY_SECONDS)
  return newest + 1
}

/** The session stays where it is: what this token was answered with before got lost, or is on its way to another tab. */
const repeat = async ({ tx, token: { session, newest }, auth: { config } }: Turn): Promise<number> => {
  await replaceTokens(tx, session, newest, config.REFRESH_GRACE_SECONDS)
  return newest
}

const issue = async (turn: Turn, generation: number, { address }: Caller): Promise<OpenedSession> => {
  const { tx, hash, auth } = turn
  const { user, session } = turn.token
  const admitted = await admit(tx, user)
  const { REFRESH_TOKEN_SECONDS: lifeSeconds, SESSION_SECONDS: sessionSeconds } = auth.config
  const refresh = newRefreshToken()
  const next = { hash: hashOfToken(refresh), session, generation, lifeSeconds, sessionSeconds }
  const until = await insertToken(tx, next)
  await prolongToken(tx, hash, until)
  await forgetTokens(tx, session, hash)
  await noteUse(tx, session, until, address)
  return { user, session, refresh, until, admitted }
}

/** Nobody waits for an answer any more; to go on would put a token in place of one that has reached its client. */
const mostWaitMs = 5_000

/**
 * Locks the session, then decides in the next statement, which sees what was committed during the wait. The end of a
 * session is an outcome and not an exception: it has to be committed.
 */
const exchange = async (tx: Transaction, hash: Buffer, caller: Caller, auth: Auth, begun: number): Promise<Outcome> => {
  const { REFRESH_GRACE_SECONDS: graceSeconds, SESSION_SECONDS: sessionSeconds } = auth.config
  await lockSessionOf(tx, hash)
  if (steadyNow() - begun > mostWaitMs) return fail('UNAVAILABLE', { retry_ms: 1_000 })
  const token = await findToken(tx, hash, graceSeconds, sessionSeconds)
  const verdict = token ? judgeRefresh(token, graceSeconds) : 'void'
  if (!token || verdict === 'void') return 'void'
  if (verdict === 'crowded') return 'crowded'
  if (verdict === 'reused') {
    await endSession(tx, token.session)
    return { reused: token }
  }
  const turn = { tx, hash, token, auth }
  return { opened: await issue(turn, await (verdict === 'rotate' ? rotate : repeat)(turn), caller) }
}

const refuseReuse = ({ bus, security, counts }: Auth, { user, session }: TokenRow, { address }: Caller): never => {
  counts.reused.value++
  announceEnded(bus, [session])
  security('refresh-reused', { user, session, address })
  return fail('REFRESH_REUSED')
}

const waitForGrace = ({ config }: Auth): never =>
  fail('RATE_LIMITED', { limit: 'REFRESH_GRACE_SECONDS', retry_ms: config.REFRESH_GRACE_SECONDS * 1_000 })

const refuse = ({ security }: Auth, { address }: Caller): never => {
  security('refresh-refused', { address })
  return fail('REFRESH_INVALID')
}

export const sessionRefresh: Handler<'session.refresh', Auth> = async ({ refresh }, caller, auth) => {
  await auth.attempts.allow('refresh', caller.address)
  const begun = steadyNow()
  const outcome = await auth.db.transaction((tx) => exchange(tx, hashOfToken(refresh), caller, auth, begun))
  if (outcome === 'void') return refuse(auth, caller)
  if (outcome === 'crowded') return waitForGrace(auth)
  return 'reused' in outcome ? refuseReuse(auth, outcome.reused, caller) : handOut(auth, outcome.opened)
}
