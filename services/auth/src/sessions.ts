/** What opening, refreshing and ending a session have in common. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Output } from '@parley/protocol'
import type { Bus, Caller, Queryable } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { deviceName } from './rules.ts'
import { insertSession, insertToken } from './store/session.ts'

export type Session = Output<'session.create'>

/** Opaque: 256 random bits that say nothing. */
export const newRefreshToken = (): string => randomBytes(32).toString('base64url')

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
export const handOut = ({ keys, config }: Auth, { user, session, refresh, until }: OpenedSession): Session => {
  const { access, expiresAt } = keys.sign(user, session)
  return {
    user,
    session,
    access,
    access_expires_at: expiresAt,
    access_expires_in_ms: Math.max(0, expiresAt - Date.now()),
    refresh,
    refresh_expires_at: until.getTime(),
    refresh_expires_in_ms: config.REFRESH_TOKEN_SECONDS * 1_000, // `until` is of the clock of Postgres
  }
}

/** Session ids in one message; 37 bytes each keep it far below the least that NATS takes. */
const mostIds = 1_000

export const announceEnded = (bus: Bus, sessions: readonly string[]): void => {
  for (let start = 0; start < sessions.length; start += mostIds)
    bus.publish(bus.subjects.sessionsEnded, JSON.stringify(sessions.slice(start, start + mostIds)))
}
