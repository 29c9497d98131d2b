/** What opening, refreshing and ending a session have in common. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { fail, type Output } from '@parley/protocol'
import { type Bus, type Caller, fittingCount, type Queryable, type Transaction } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { deviceName } from './rules.ts'
import { type Admitted, admit } from './standing.ts'
import { type Credentials, holdPassword } from './store/account.ts'
import { type Factors, findFactors, hasSecondFactor } from './store/factor.ts'
import { insertPending } from './store/pending-login.ts'
import { insertToken } from './store/refresh-token.ts'
import { displaceSessions, insertSession, type NewSession } from './store/session.ts'

export type Session = Output<'session.create'>

/** Opaque: 264 random bits that say nothing. Their 44 letters set them apart from those of a former cookie; see cookie.ts. */
export const newRefreshToken = (): string => randomBytes(33).toString('base64url')

/** Of what is random enough to be guessed by nobody. */
export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A session whose newest refresh token is `refresh`. */
export interface OpenedSession {
  readonly user: string
  readonly session: string
  readonly refresh: string
  readonly until: Date
  /** Sessions that had to end for it. */
  readonly displaced?: readonly string[]
  readonly admitted: Admitted
}

/**
 * Opens a session with the first token of its family, and ends what the account has open beyond its bound. Fails where something keeps it from
 * having one: behind a lock that whoever restricts it waits for.
 */
export const openSession = async (
  tx: Queryable,
  { config }: Auth,
  user: string,
  { address }: Caller,
  device: string | undefined,
  how: Pick<NewSession, 'secondFactor' | 'granted'> = {},
): Promise<OpenedSession> => {
  const admitted = await admit(tx, user)
  const session = randomUUID()
  const refresh = newRefreshToken()
  const { REFRESH_TOKEN_SECONDS: lifeSeconds, SESSION_SECONDS: sessionSeconds, SESSIONS_PER_ACCOUNT: most } = config
  await insertSession(tx, {
    id: session,
    account: user,
    device: deviceName(device),
    address,
    lifeSeconds,
    ...how,
  })
  const first = { hash: hashOfToken(refresh), session, generation: 0, lifeSeconds, sessionSeconds }
  const until = await insertToken(tx, first)
  return { user, session, refresh, until, admitted, displaced: await displaceSessions(tx, user, session, most) }
}

/** A log-in that is not finished within this is over. */
const pendingSeconds = 60

/** From where somebody logs in. */
export interface LoginDevice {
  /** What it is called. */
  readonly name: string | undefined
  /** The session in which it has logged in to this account before. */
  readonly known?: string | undefined
}

/** What goes on with a log-in: another 264 random bits, kept as a hash. Without an account a passkey will say whose it is. */
export const beginPending = async (
  db: Queryable,
  account: string | null,
  { name, known = undefined }: LoginDevice,
): Promise<string> => {
  const login = newRefreshToken()
  const pending = { account, device: deviceName(name), knownDevice: known ?? null }
  await insertPending(db, hashOfToken(login), pending, pendingSeconds)
  return login
}

const factorNames = ({ totp, passkeys, recoveryLeft }: Factors): string[] => [
  ...(totp ? ['totp'] : []),
  ...(passkeys > 0 ? ['passkey'] : []),
  ...(recoveryLeft > 0 ? ['recovery'] : []),
]

/** A session of somebody who has shown who they are. SECOND_FACTOR_NEEDED where the account asks for more. */
export const openKnown = async (
  auth: Auth,
  caller: Caller,
  device: LoginDevice,
  whose: (tx: Transaction) => Promise<string>,
): Promise<OpenedSession> => {
  const opened = await auth.db.transaction(async (tx) => {
    const user = await whose(tx)
    const factors = await findFactors(tx, user)
    if (hasSecondFactor(factors)) return { login: await beginPending(tx, user, device), factors: factorNames(factors) }
    return openSession(tx, auth, user, caller, device.name)
  })
  return 'login' in opened ? fail('SECOND_FACTOR_NEEDED', { ...opened }) : opened
}

/**
 * By a password that was right when it was looked at. LOGIN_FAILED where there is another one now: what ended with the
 * former is not begun anew. SECOND_FACTOR_NEEDED where the account asks for more, which is told to nobody without the password.
 */
export const openWith = (auth: Auth, known: Credentials, caller: Caller, device: LoginDevice) =>
  openKnown(auth, caller, device, async (tx) => ((await holdPassword(tx, known)) ? known.user : fail('LOGIN_FAILED')))

/** The tokens as they are handed out, once the session is committed. */
export const handOut = ({ clock, keys, devices }: Auth, opened: OpenedSession): Session => {
  const { user, session, refresh, admitted } = opened
  const until = opened.until.getTime()
  const { access, expiresAt } = keys.sign(user, session, until, admitted)
  const now = clock.now()
  return {
    user,
    session,
    access,
    access_expires_at: expiresAt,
    access_expires_in_ms: Math.max(0, expiresAt - now),
    refresh,
    refresh_expires_at: until,
    refresh_expires_in_ms: Math.max(0, until - now),
    device_token: devices.tokenOf(user, session),
  }
}

/** Tells of a session that was opened, and of those that it put an end to. */
export const noteOpened = (
  { bus, security }: Auth,
  event: 'sign-up' | 'log-in',
  { user, session, displaced = [] }: OpenedSession,
  { address }: Caller,
  device: 'known' | 'unknown' = 'unknown',
): void => {
  security(event, { user, session, address, device })
  announceEnded(bus, displaced)
  for (const ended of displaced) security('session-displaced', { user, session: ended, address })
}

/** Tells of sessions that their owner has ended from another one, or from themselves. */
export const noteRevoked = (
  { bus, security }: Auth,
  ended: readonly string[],
  { user, address }: Pick<Caller, 'user' | 'address'>,
): void => {
  announceEnded(bus, ended)
  for (const session of ended) security('session-revoked', { user, session, address })
}

/** Session ids in one message, at most, and bytes of each there. */
const mostIds = 1_000
const idBytes = 39

export const announceEnded = (bus: Bus, sessions: readonly string[]): void => {
  const most = fittingCount(bus, idBytes, mostIds)
  for (let start = 0; start < sessions.length; start += most)
    bus.publish(bus.subjects.sessionsEnded, JSON.stringify(sessions.slice(start, start + most)))
}
