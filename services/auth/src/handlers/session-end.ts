import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { announceEnded, hashOfToken } from '../sessions.ts'
import { endSessionOf } from '../store/session.ts'

/** Repeating it changes nothing, and any token of the session will do: logging out is never refused for what it brings. */
export const sessionEnd: Handler<'session.end', Auth> = async ({ refresh }, { address }, auth) => {
  const { attempts, db, bus, security } = auth
  await attempts.allow('refresh', address)
  const ended = await endSessionOf(db, hashOfToken(refresh))
  if (!ended) return {}
  announceEnded(bus, [ended.session])
  security('session-ended', { ...ended, address })
  return {}
}
