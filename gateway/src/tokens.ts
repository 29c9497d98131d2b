/** Checks access tokens against the public keys of the auth service. */
import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { fail, Id, matches } from '@parley/protocol'
import type { Bus, Log } from '@parley/service-kit'
import jwt from 'jsonwebtoken'
import { ClockOfAuth } from './clock-of-auth.ts'

export interface Identity {
  readonly user: string
  readonly session: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid: string })[]
  /** When it answered, by its clock; an auth service of the release before does not say. */
  readonly at?: number
}

/** Verified tokens remembered at most; a storm of reconnections then costs one hash each. */
const mostRemembered = 100_000
/** An unknown key id makes us ask for the keys, but not more often than this, whoever sends it. */
const askAgainMs = 1_000

/** No access token lives longer. */
const longestTokenMs = 3_600_000

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')

/** The key that a token names, before anything about it is believed. */
const keyIdOf = (token: string): string | undefined => {
  try {
    return jwt.decode(token, { complete: true })?.header.kid
  } catch {
    return undefined // no JSON where a token has some
  }
}

export class Tokens {
  readonly #bus: Bus
  readonly #issuer: string
  readonly #log: Log
  readonly #most: number
  readonly #remembered = new Map<string, Identity>()
  /** Ended sessions, and until when one of their tokens may still look good. */
  readonly #ended = new Map<string, number>()
  readonly #clock: ClockOfAuth
  #keys = new Map<string, KeyObject>()
  #reading: Promise<void> | undefined
  #askedAt = 0

  constructor(bus: Bus, issuer: string, log: Log, most = mostRemembered) {
    this.#most = most
    this.#bus = bus
    this.#issuer = issuer
    this.#log = log
    this.#clock = new ClockOfAuth(log)
  }

  /** Asks for the keys, once for all who want them now; fails as the question does where auth does not answer. */
  refresh(): Promise<void> {
    this.#reading ??= this.#readKeys().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #readKeys(): Promise<void> {
    this.#askedAt = Date.now()
    const { keys, at } = await this.#bus.ask<object, KeySet>(this.#bus.subjects.keys, {}, 2_000)
    this.#clock.compare(at, this.#askedAt, Date.now())
    this.#keys = new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]))
    this.#log.debug({ keys: [...this.#keys.keys()] }, 'public keys read')
  }

  /** Whose token it is. Fails with TOKEN_INVALID, TOKEN_EXPIRED, or UNAVAILABLE where no key can be had. */
  async verify(token: string, now = Date.now()): Promise<Identity> {
    const hash = digest(token)
    const known = this.#remembered.get(hash)
    if (known) return this.#current(known, now)
    const identity = this.#check(token, await this.#keyFor(token))
    if (this.#remembered.size >= this.#most) this.#remembered.clear()
    this.#remembered.set(hash, identity)
    return this.#current(identity, now)
  }

  /** Tokens of these sessions are good no longer. */
  end(sessions: readonly string[]): void {
    for (const session of sessions) this.#ended.set(session, Date.now() + longestTokenMs)
  }

  #current(identity: Identity, now: number): Identity {
    if (this.#ended.has(identity.session)) return fail('SESSION_ENDED')
    return identity.expiresAt > now ? identity : fail('TOKEN_EXPIRED')
  }

  forgetExpired(now = Date.now()): void {
    for (const [session, until] of this.#ended) if (until <= now) this.#ended.delete(session)
    for (const [hash, { expiresAt }] of this.#remembered) if (expiresAt <= now) this.#remembered.delete(hash)
  }

  async #keyFor(token: string): Promise<KeyObject> {
    const kid = keyIdOf(token)
    if (!kid) return fail('TOKEN_INVALID')
    const known = this.#keys.get(kid)
    if (known) return known
    const mayAsk = this.#keys.size === 0 || Date.now() - this.#askedAt > askAgainMs
    if (mayAsk || this.#reading) await this.refresh()
    return this.#keys.get(kid) ?? fail('TOKEN_INVALID')
  }

  #check(token: string, key: KeyObject): Identity {
    try {
      const claims = jwt.verify(token, key, {
        algorithms: ['ES256'],
        audience: 'parley',
        issuer: this.#issuer,
        clockTimestamp: Math.floor(this.#clock.now() / 1_000),
      })
      if (typeof claims === 'string') return fail('TOKEN_INVALID')
      const { sub, sid, exp } = claims as { sub: string; sid: string; exp?: unknown }
      if (!matches(Id, sub) || !matches(Id, sid) || typeof exp !== 'number') return fail('TOKEN_INVALID')
      return { user: sub, session: sid, expiresAt: this.#clock.here(exp * 1000) }
    } catch (reason) {
      return fail(reason instanceof jwt.TokenExpiredError ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
    }
  }
}
