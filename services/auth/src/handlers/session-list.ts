import { fail, mostSessionsListed } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { listSessions, ownsSession } from '../store/session.ts'

export const sessionList: Handler<'session.list', Auth> = async (
  { limit = mostSessionsListed, after },
  { user, session },
  { db },
) => {
  if (after !== undefined && !(await ownsSession(db, user, after))) fail('SESSION_NOT_FOUND')
  const found = await listSessions(db, user, after, limit + 1)
  const sessions = found.slice(0, limit).map((row) => ({
    session: row.session,
    device: row.device,
    ...(row.address ? { address: row.address } : {}),
    created_at: row.createdAt.getTime(),
    used_at: row.usedAt.getTime(),
    ...(row.session === session ? { current: true as const } : {}),
  }))
  return { sessions, more: found.length > limit }
}
