import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { noteRevoked } from '../sessions.ts'
import { endSessions, ownsSession } from '../store/session.ts'

export const sessionRevoke: Handler<'session.revoke', Auth> = async ({ session }, caller, auth) => {
  const ended = await endSessions(auth.db, caller.user, { one: session })
  if (ended.length === 0 && !(await ownsSession(auth.db, caller.user, session))) fail('SESSION_NOT_FOUND')
  noteRevoked(auth, ended, caller)
  return {}
}

export const sessionRevokeAll: Handler<'session.revoke_all', Auth> = async ({ keep }, caller, auth) => {
  if (keep !== undefined && !(await ownsSession(auth.db, caller.user, keep))) fail('SESSION_NOT_FOUND')
  const ended = await endSessions(auth.db, caller.user, { kept: keep })
  noteRevoked(auth, ended, caller)
  return { ended: ended.length }
}
