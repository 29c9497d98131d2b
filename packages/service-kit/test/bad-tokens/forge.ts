/** Tokens put together by hand, of which each part is what a forger likes. */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'

export type Named = readonly [name: string, token: string]

const text = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

export const kid = 'alpha-key'
export const issuer = 'parley'
export const now = Math.floor(Date.now() / 1_000)

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const ours = pair.privateKey
export const publicKey = pair.publicKey
export const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }

export const header = { alg: 'ES256', typ: 'JWT', kid }
/** It lives for a day, and no test for as long. */
export const claims = { iss: issuer, aud: 'parley', sub: randomUUID(), sid: randomUUID(), iat: now, exp: now + 3_500 }

export type Signer = (signed: string) => Buffer

/** As JWS has it: both numbers, one after the other. */
export const es256 =
  (key: KeyObject): Signer =>
  (signed) =>
    sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })

export const byUs = es256(ours)

/** Text in place of an object goes in as it is. */
export const forge = (head: unknown, body: unknown, signer: Signer = byUs): string => {
  const signed = `${text(head)}.${text(body)}`
  return `${signed}.${signer(signed).toString('base64url')}`
}

/** What looks like it, and is not: letters of other scripts and forms, and what nobody sees. */
export const twinsOf = (word: string): string[] => [
  word.replace('a', '\u0430'),
  word.replace('e', '\u0435'),
  word.replace('a', '\uff41'),
  word.replace('l', 'I'),
  `${word}\u200b`,
  `\u202e${word}`,
  `${word}\u0000`,
  `${word} `,
  ` ${word}`,
  `${word}\n`,
  word.toUpperCase(),
  `${word}/`,
  encodeURIComponent(word).replace('a', '%61'),
]
