/** Whose tokens are believed besides our own: those of issuers that the operator names, and for us. */
import { DisplayName, fail, matches } from '@parley/protocol'
import type { Clock, Log } from '@parley/service-kit'
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { FetchJson } from './fetch-json.ts'
import { type Issuer, withoutSlash } from './issuers.ts'
import { keysOf } from './keys.ts'

export interface Foreigner {
  /** Without a slash at its end. */
  readonly issuer: string
  readonly subject: string
  /** What the issuer calls them, where that is a name that one may have here. */
  readonly name: string | undefined
}

/** Somebody who logged in with the issuer for us. */
export interface Arrived extends Foreigner {
  /** In which the issuer has them. */
  readonly groups: readonly string[]
}

/** For whom an id token was asked. */
export interface AskedFor {
  /** As whom this server is known there. */
  readonly client: string
  readonly nonce: string
}

export interface Trusted {
  /** What the operator calls this issuer; undefined where it is trusted no longer. */
  nameOf(issuer: string): string | undefined
  /** The issuer of this name. Fails with ISSUER_UNKNOWN. */
  issuer(name: string): Issuer
  /** Fails with ISSUER_UNKNOWN, IDENTITY_REFUSED, and with UNAVAILABLE where the issuer does not answer. */
  verify(name: string, token: string): Promise<Foreigner>
  /** The same of the id token that a log-in was answered with. */
  verifyOwn(name: string, token: string, asked: AskedFor): Promise<Arrived>
}

/** Signed by keys that the issuer publishes, and by no secret that others share. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
/** An id token, or an access token by RFC 9068. */
const types: readonly (string | undefined)[] = [undefined, 'JWT', 'at+jwt']
const idTypes: readonly (string | undefined)[] = [undefined, 'JWT']
/** Clocks of others. In seconds. */
const clockTolerance = 30
const longestSubject = 255

const nameIn = ({ name, preferred_username }: JWTPayload): string | undefined =>
  [name, preferred_username].find((text): text is string => typeof text === 'string' && matches(DisplayName, text))

const mostGroups = 500
const longestGroup = 128

/** A list, or one alone. */
const groupsIn = (payload: JWTPayload, claim: string): string[] => {
  const given = payload[claim]
  const all = Array.isArray(given) ? given : [given]
  return all
    .filter((group): group is string => typeof group === 'string' && group !== '' && group.length <= longestGroup)
    .slice(0, mostGroups)
}

/** Of a token that is for several, the one to whom it was given is us (OpenID Connect Core, 3.1.3.7). */
const checkAsked = ({ nonce, aud, azp }: JWTPayload, asked: AskedFor): void => {
  if (nonce !== asked.nonce) throw new errors.JWTInvalid('asked for by another log-in')
  const isForMany = Array.isArray(aud) && aud.length > 1
  if (azp === undefined ? isForMany : azp !== asked.client) throw new errors.JWTInvalid('given to another client')
}

export interface TrustOptions {
  readonly fetchJson: FetchJson
  readonly clock: Clock
  readonly log: Log
  /** The claim of id tokens that has the groups of people. */
  readonly groupsClaim: string
}

export const trustIssuers = (
  issuers: readonly Issuer[],
  { fetchJson, clock, log, groupsClaim }: TrustOptions,
): Trusted => {
  const known = new Map(
    issuers.map((issuer): [string, { issuer: Issuer; keys: JWTVerifyGetKey }] => [
      issuer.name,
      { issuer, keys: keysOf(issuer, fetchJson) },
    ]),
  )
  const of = (name: string) => known.get(name) ?? fail('ISSUER_UNKNOWN')

  const check = async (token: string, name: string, kinds: typeof types, audience: string) => {
    const { issuer, keys } = of(name)
    const { url } = issuer
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms,
      audience,
      issuer: [url, `${url}/`],
      requiredClaims: ['sub', 'exp'],
      clockTolerance,
      currentDate: new Date(clock.now()),
    })
    const { sub = '' } = payload
    if (!kinds.includes(protectedHeader.typ)) throw new errors.JWTInvalid('a token of another kind')
    if (sub === '' || sub.length > longestSubject) throw new errors.JWTInvalid('a subject that is none')
    const foreigner: Foreigner = { issuer: withoutSlash(url), subject: sub, name: nameIn(payload) }
    return { foreigner, payload }
  }

  const orRefused = async <T>(name: string, deed: () => Promise<T>): Promise<T> => {
    const { url } = of(name).issuer
    try {
      return await deed()
    } catch (reason) {
      if (reason instanceof errors.JOSEError) return fail('IDENTITY_REFUSED')
      log.warn({ issuer: url, why: String(reason) }, 'an issuer of OpenID Connect cannot be asked for its keys')
      return fail('UNAVAILABLE', { retry_ms: 5_000 })
    }
  }

  return {
    nameOf: (url) => issuers.find((issuer) => issuer.url === url)?.name,
    issuer: (name) => of(name).issuer,
    verify: (name, token) =>
      orRefused(name, async () => (await check(token, name, types, of(name).issuer.audience)).foreigner),
    verifyOwn: (name, token, asked) =>
      orRefused(name, async () => {
        const { foreigner, payload } = await check(token, name, idTypes, asked.client)
        checkAsked(payload, asked)
        return { ...foreigner, groups: groupsIn(payload, groupsClaim) }
      }),
  }
}
