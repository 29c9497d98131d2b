import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { announceEnded, hashOfToken } from '../sessions.ts'
import { endSessionOf } from '../store/session.ts'

/** Repeating it changes nothing, and any token of the session will do: logging out is never refused. */
export const sessionEnd: Handler<'session.end', Auth> = async ({ refresh }, _caller, { db, bus }) => {
  const ended = await endSessionOf(db, hashOfToken(refresh))
  if (ended) announceEnded(bus, [ended])
  return {}
}
