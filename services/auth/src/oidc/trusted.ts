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

export interface Trusted {
  /** What the operator calls this issuer; undefined where it is trusted no longer. */
  nameOf(issuer: string): string | undefined
  /** The issuer of this name. Fails with ISSUER_UNKNOWN. */
  issuer(name: string): Issuer
  /** Fails with ISSUER_UNKNOWN, IDENTITY_REFUSED, and with UNAVAILABLE where the issuer does not answer. */
  verify(name: string, token: string): Promise<Foreigner>
}

/** Signed by keys that the issuer publishes, and by no secret that others share. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
/** An id token, or an access token by RFC 9068. */
const types = [undefined, 'JWT', 'at+jwt']
/** Clocks of others. In seconds. */
const clockTolerance = 30
const longestSubject = 255

const nameIn = ({ name, preferred_username }: JWTPayload): string | undefined =>
  [name, preferred_username].find((text): text is string => typeof text === 'string' && matches(DisplayName, text))

export const trustIssuers = (issuers: readonly Issuer[], fetchJson: FetchJson, clock: Clock, log: Log): Trusted => {
  const known = new Map(
    issuers.map((issuer): [string, { issuer: Issuer; keys: JWTVerifyGetKey }] => [
      issuer.name,
      { issuer, keys: keysOf(issuer, fetchJson) },
    ]),
  )
  const of = (name: string) => known.get(name) ?? fail('ISSUER_UNKNOWN')

  const check = async (token: string, { audience, url }: Issuer, keys: JWTVerifyGetKey): Promise<Foreigner> => {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms,
      audience,
      issuer: [url, `${url}/`],
      requiredClaims: ['sub', 'exp'],
      clockTolerance,
      currentDate: new Date(clock.now()),
    })
    const { sub = '' } = payload
    if (!types.includes(protectedHeader.typ)) throw new errors.JWTInvalid('a token of another kind')
    if (sub === '' || sub.length > longestSubject) throw new errors.JWTInvalid('a subject that is none')
    return { issuer: withoutSlash(url), subject: sub, name: nameIn(payload) }
  }

  return {
    nameOf: (url) => issuers.find((issuer) => issuer.url === url)?.name,
    issuer: (name) => of(name).issuer,
    verify: async (name, token) => {
      const { issuer, keys } = of(name)
      try {
        return await check(token, issuer, keys)
      } catch (reason) {
        if (reason instanceof errors.JOSEError) return fail('IDENTITY_REFUSED')
        log.warn(
          { issuer: issuer.url, why: String(reason) },
          'an issuer of OpenID Connect cannot be asked for its keys',
        )
        return fail('UNAVAILABLE', { retry_ms: 5_000 })
      }
    },
  }
}
