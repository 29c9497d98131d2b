/** What opening, refreshing and ending a session have in common. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Output } from '@parley/protocol'
import { type Bus, type Caller, fittingCount, type Queryable } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { deviceName } from './rules.ts'
import { insertSession, insertToken } from './store/session.ts'

export type Session = Output<'session.create'>

/** Opaque: 264 random bits that say nothing. Their 44 letters set them apart from those of a former cookie; see cookie.ts. */
export const newRefreshToken = (): string => randomBytes(33).toString('base64url')

export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A session whose newest refresh token is `refresh`. */
export interface OpenedSession {
  readonly user: string
  readonly session: string
  readonly refresh: string
  readonly until: Date
}

/** Opens a session with the first token of its family. */
export const openSession = async (
  tx: Queryable,
  auth: Auth,
  user: string,
  caller: Caller,
  device: string | undefined,
): Promise<OpenedSession> => {
  const session = randomUUID()
  const refresh = newRefreshToken()
  const lifeSeconds = auth.config.REFRESH_TOKEN_SECONDS
  await insertSession(tx, {
    id: session,
    account: user,
    device: deviceName(device),
    address: caller.address,
    lifeSeconds,
  })
  const until = await insertToken(tx, { hash: hashOfToken(refresh), session, generation: 0, lifeSeconds })
  return { user, session, refresh, until }
}

/** The pair of tokens as it is handed out, once the session is committed. */
export const handOut = ({ keys }: Auth, { user, session, refresh, until }: OpenedSession): Session => {
  const { access, expiresAt } = keys.sign(user, session)
  return { user, session, access, access_expires_at: expiresAt, refresh, refresh_expires_at: until.getTime() }
}

/** Session ids in one message, at most, and bytes of each there. */
const mostIds = 1_000
const idBytes = 39

export const announceEnded = (bus: Bus, sessions: readonly string[]): void => {
  const most = fittingCount(bus, idBytes, mostIds)
  for (let start = 0; start < sessions.length; start += most)
    bus.publish(bus.subjects.sessionsEnded, JSON.stringify(sessions.slice(start, start + most)))
}
