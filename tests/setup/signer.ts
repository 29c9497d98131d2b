/** Access tokens as the auth service signs them, and such as it never would. */
import jwt from 'jsonwebtoken'
import { query } from './stored.ts'
import type { World } from './world.ts'

export interface Signer {
  readonly kid: string
  readonly privatePem: string
  /** The claims of this token with some of them changed; one that is changed to undefined is left out. */
  sign(token: string, changes?: object): string
}

export const claimsOf = (token: string): jwt.JwtPayload => jwt.decode(token) as jwt.JwtPayload

/** Our own key, so that nothing but what a token says can be wrong with it. */
export const signerOf = async ({ environment }: World): Promise<Signer> => {
  const sql = 'select kid, private_key as "privatePem" from auth.signing_key order by created_at'
  const [key] = await query<{ kid: string; privatePem: string }>(environment.adminUrl, sql)
  if (!key) throw new Error('the auth service has no key')
  const { kid, privatePem } = key
  const sign = (token: string, changes: object = {}) => {
    const claims = JSON.parse(JSON.stringify({ ...claimsOf(token), ...changes })) as object
    return jwt.sign(claims, privatePem, { algorithm: 'ES256', keyid: kid })
  }
  return { kid, privatePem, sign }
}

/** Seconds since 1970, so many from now; a token counts in whole ones. */
export const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds
