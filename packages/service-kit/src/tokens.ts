/** Checks access tokens against the public keys of the auth service. */
import { createPublicKey, hash, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { errors, Failure, fail, Id, matches } from '@parley/protocol'
import { type AccountStanding, identityOwner, serviceKeyPrefix } from '@parley/wire'
import jwt from 'jsonwebtoken'
import type { Bus } from './bus.ts'
import { ClockOfAuth, thisMoment } from './clock-of-auth.ts'
import type { Log } from './log.ts'
import { askOwner } from './questions.ts'
import { makeSecurityLog, type SecurityLog } from './security-log.ts'
import { checkStanding, Standings } from './standings.ts'
import { steadyNow } from './steady-clock.ts'

/** Names of commands, or of what `scopeOf` gives for them. */
export type Scopes = ReadonlySet<string>

export interface Identity {
  readonly user: string
  readonly session: string
  /** Milliseconds since 1970, by the clock of auth: see `Tokens.now`. */
  readonly expiresAt: number
  /** The id of the key that the token was signed with; empty where it is the secret of a service key. */
  readonly key: string
  /** What it is for; undefined where it does not say, and so is for everything. */
  readonly scopes?: Scopes | undefined
  /** The one game that a service key acts for. */
  readonly game?: string | undefined
  /** They run the platform, or act by a service key: what is limited of new accounts is not of theirs. */
  readonly trusted?: true | undefined
}

const bearer = /^bearer (.+)$/i

/** The token that a request over HTTP brings. */
export const bearerOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
  bearer.exec(headers.authorization ?? '')?.[1]

/** Verified tokens remembered at most; a storm of reconnections then costs one hash each. */
const mostRemembered = 100_000
/** An unknown key id makes us ask for the keys, but not more often than this, whoever sends it. */
const askAgainMs = 1_000

/** No access token lives longer. */
const longestTokenMs = 3_600_000
/** For so long it is believed that a service key is one, unless auth says that it has ended. */
const bearerMs = 60_000
/** What every connection needs, whatever it is for. */
const scopeOfAll = 'gateway:read'

const publicKeyOf = (key: object) => createPublicKey({ key: key as JsonWebKey, format: 'jwk' })

const digest = (token: string) => hash('sha256', token, 'base64url')

const readKeyId = (token: string): string | undefined => {
  try {
    return jwt.decode(token, { complete: true })?.header.kid
  } catch {
    return undefined // no JSON where a token has some
  }
}

/** All tokens of a key begin alike. */
let lastNamed = { header: '', kid: '' }

/** The key that a token names, before anything about it is believed. */
const keyIdOf = (token: string): string | undefined => {
  const header = token.slice(0, token.indexOf('.') + 1)
  if (header === lastNamed.header) return lastNamed.kid
  const kid = readKeyId(token)
  // What cannot be read is not remembered: another token that begins like it may be good.
  if (kid) lastNamed = { header, kid }
  return kid
}

/** What ours say of themselves: whoever names a key to look up, or something that we would have to understand, is not us. */
const isOwnHeader = ({ alg: _alg, kid: _kid, typ, ...others }: jwt.JwtHeader): boolean =>
  typ === 'JWT' && Object.keys(others).length === 0

interface Claims {
  readonly sub: string
  readonly sid: string
  readonly exp?: unknown
  readonly iat?: unknown
  readonly scope?: unknown
  /** That its user is suspended: until when, in milliseconds since 1970, 0 for no end. */
  readonly suspended?: unknown
  /** That its user came in by a name alone. */
  readonly guest?: unknown
  /** That its user runs the platform. */
  readonly staff?: unknown
}

/** As RFC 8693 has them: names with blanks between. A token that says that it is for nothing is for nothing. */
const scopesIn = (scope: unknown): Scopes | undefined => {
  if (scope === undefined) return undefined
  return typeof scope === 'string' ? new Set(scope.split(' ')) : fail('TOKEN_INVALID')
}

export class Tokens {
  readonly #bus: Bus
  readonly #issuer: string
  readonly #log: Log
  readonly #security: SecurityLog
  readonly #most: number
  readonly #remembered = new Map<string, Identity>()
  /** Ended sessions, and until when one of their tokens may still look good. */
  readonly #ended = new Map<string, number>()
  #withdrawn: (keys: ReadonlySet<string>) => void = () => {}
  readonly #clock: ClockOfAuth
  readonly #standings = new Standings(longestTokenMs)
  /** When to ask anew, of each secret of a service key; by the steady clock. */
  readonly #askAt = new Map<string, number>()
  #keys = new Map<string, KeyObject>()
  #reading: Promise<void> | undefined
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(bus: Bus, issuer: string, log: Log, most = mostRemembered) {
    this.#most = most
    this.#bus = bus
    this.#issuer = issuer
    this.#log = log
    this.#security = makeSecurityLog(log)
    this.#clock = new ClockOfAuth(log)
  }

  /** What time it is where tokens are made. */
  now(): number {
    return this.#clock.now()
  }

  /** Asks for the keys, once for all who want them now; fails as the question does where auth does not answer. */
  refresh(): Promise<void> {
    this.#reading ??= this.#readKeys().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** Calls `then` with keys that are good no longer, before anything else is checked. */
  onWithdrawn(then: (keys: ReadonlySet<string>) => void): void {
    this.#withdrawn = then
  }

  async #readKeys(): Promise<void> {
    this.#askedAt = steadyNow()
    const asked = thisMoment()
    const { keys, at } = await askOwner(this.#bus, identityOwner, 'keys', {}, 2_000)
    this.#clock.compare(at, asked, thisMoment())
    const known = this.#keys
    this.#keys = new Map(keys.map((key) => [key.kid, known.get(key.kid) ?? publicKeyOf(key)]))
    this.#dropTokensOf(new Set([...known.keys()].filter((kid) => !this.#keys.has(kid))))
  }

  /** A key that auth no longer has was withdrawn, or has worn out, when none of its tokens is good in any case. */
  #dropTokensOf(gone: ReadonlySet<string>): void {
    if (gone.size === 0) return
    this.#log.debug({ gone: [...gone] }, 'public keys are gone')
    for (const [hash, { key }] of this.#remembered) if (gone.has(key)) this.#remembered.delete(hash)
    this.#withdrawn(gone)
  }

  /**
   * Whose token it is. Fails with TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED, or UNAVAILABLE where no key can be had.
   * `address` is where it came from, for the log. `unseen` is called before a signature is checked, and may throw.
   */
  async verify(token: string, address = '', unseen?: () => void): Promise<Identity> {
    let identity: Identity | undefined
    try {
      identity = await this.#identify(token, unseen)
      return this.#current(identity)
    } catch (reason) {
      this.#noteRefusal(reason, identity, address)
      throw reason
    }
  }

  async #identify(token: string, unseen: (() => void) | undefined): Promise<Identity> {
    const digested = digest(token)
    const known = this.#remembered.get(digested)
    if (known && !this.#isDue(digested)) return known
    if (!known) unseen?.()
    const identity = token.startsWith(serviceKeyPrefix)
      ? await this.#askBearer(digested, known)
      : this.#check(token, await this.#keyFor(token))
    if (this.#remembered.size >= this.#most) this.#remembered.clear()
    this.#remembered.set(digested, identity)
    return identity
  }

  #isDue(digested: string): boolean {
    return this.#askAt.size > 0 && (this.#askAt.get(digested) ?? Number.POSITIVE_INFINITY) <= steadyNow()
  }

  /** Where auth does not answer, one that was good goes on. */
  async #askBearer(hash: string, known: Identity | undefined): Promise<Identity> {
    const told = await askOwner(this.#bus, identityOwner, 'bearer', { hash }, 2_000).catch((reason) => {
      if (known) return undefined
      throw reason
    })
    if (told === undefined) return known as Identity
    this.#askAt.delete(hash)
    this.#remembered.delete(hash)
    if (told === null) return fail('TOKEN_INVALID')
    if (this.#askAt.size >= this.#most) this.#askAt.clear()
    this.#askAt.set(hash, steadyNow() + bearerMs)
    const { user, session, scopes, game, until = Number.POSITIVE_INFINITY } = told
    const expiresAt = Math.min(until, Math.floor(this.now()) + longestTokenMs)
    return { user, session, expiresAt, key: '', scopes: new Set([...scopes, scopeOfAll]), game, trusted: true }
  }

  #noteRefusal(reason: unknown, { user, session }: Partial<Identity> = {}, address: string): void {
    if (!(reason instanceof Failure) || errors[reason.body.name].status !== 401) return
    this.#security('token-refused', { user, session, address, why: reason.body.name })
  }

  /** People stand so from now on. */
  restrict(told: readonly AccountStanding[]): void {
    this.#standings.take(told, this.now())
  }

  /** How somebody stands; undefined where nothing is said against them. */
  standingOf(user: string): AccountStanding | undefined {
    return this.#standings.of(user, this.now())
  }

  /** Tokens of these sessions are good no longer. */
  end(sessions: readonly string[]): void {
    for (const session of sessions) this.#ended.set(session, this.now() + longestTokenMs)
  }

  #current(identity: Identity): Identity {
    checkStanding(this.standingOf(identity.user))
    if (this.#ended.has(identity.session)) return fail('SESSION_ENDED')
    return identity.expiresAt > this.now() ? identity : fail('TOKEN_EXPIRED')
  }

  forgetExpired(): void {
    const now = this.now()
    for (const [session, until] of this.#ended) if (until <= now) this.#ended.delete(session)
    for (const [hash, { expiresAt }] of this.#remembered) if (expiresAt <= now) this.#remembered.delete(hash)
    for (const hash of this.#askAt.keys()) if (!this.#remembered.has(hash)) this.#askAt.delete(hash)
    this.#standings.forget(now)
  }

  async #keyFor(token: string): Promise<{ readonly kid: string; readonly key: KeyObject }> {
    const named = keyIdOf(token)
    if (!named) return fail('TOKEN_INVALID')
    const mayAsk = this.#keys.size === 0 || steadyNow() - this.#askedAt > askAgainMs
    if (!this.#keys.has(named) && (mayAsk || this.#reading)) await this.refresh()
    // Our own text, not a piece of the token: that would keep the token for as long as the socket.
    for (const [kid, key] of this.#keys) if (kid === named) return { kid, key }
    return fail('TOKEN_INVALID')
  }

  #check(token: string, { kid, key }: { readonly kid: string; readonly key: KeyObject }): Identity {
    try {
      const { header, payload: claims } = jwt.verify(token, key, {
        complete: true,
        algorithms: ['ES256'],
        audience: 'parley',
        issuer: this.#issuer,
        clockTimestamp: Math.floor(this.#clock.now() / 1_000),
      })
      if (!isOwnHeader(header) || typeof claims === 'string') return fail('TOKEN_INVALID')
      const { sub, sid, exp, scope, iat, suspended, guest, staff } = claims as Claims
      if (!matches(Id, sub) || !matches(Id, sid) || typeof exp !== 'number') return fail('TOKEN_INVALID')
      const said = {
        suspended: typeof suspended === 'number' ? suspended : undefined,
        guest: guest === true || undefined,
      }
      this.#standings.claim(sub, said, Number(iat) * 1_000, this.now())
      const trusted = staff === true || undefined
      return { user: sub, session: sid, expiresAt: exp * 1000, key: kid, scopes: scopesIn(scope), trusted }
    } catch (reason) {
      return fail(reason instanceof jwt.TokenExpiredError ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
    }
  }
}
