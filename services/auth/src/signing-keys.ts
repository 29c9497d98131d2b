/** The keys that access tokens are signed with. They live in Postgres, so that all processes sign and publish alike. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { Database, Transaction } from '@parley/service-kit'
import jwt from 'jsonwebtoken'
import { isKeyDue, type KeyAge, outwornKeys, signingKeyOf } from './rules.ts'
import { deleteKeys, insertKey, type KeyRow, lockKeys, raiseTokenLife, readKeys } from './store/signing-key.ts'

export interface KeyOptions {
  readonly issuer: string
  readonly tokenSeconds: number
  readonly rotateSeconds: number
}

export interface AccessToken {
  readonly access: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface SigningKeys {
  sign(user: string, session: string): AccessToken
  /** The public keys as a JWK set (RFC 7517). */
  published(): { readonly keys: readonly object[] }
  /** Makes, retires and removes keys by age, and reads what other processes did. */
  tend(): Promise<void>
  /** Of the newest key, in milliseconds. */
  age(): number
}

interface LoadedKey extends KeyAge {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: object
}

const load = ({ kid, privateKey: pem, createdAt, longestTokenSeconds }: KeyRow): LoadedKey => {
  const privateKey = createPrivateKey(pem)
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }
  return { kid, privateKey, jwk, createdAt: createdAt.getTime(), longestTokenMs: longestTokenSeconds * 1000 }
}

const newPrivateKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const loadKeys = async (tx: Transaction) => (await readKeys(tx)).map(load)

/** Decides under the lock, in the statements after it: of two processes that start at once the second finds the key. */
const tendKeys = (db: Database, { tokenSeconds, rotateSeconds }: KeyOptions): Promise<LoadedKey[]> =>
  db.transaction(async (tx) => {
    await lockKeys(tx)
    await raiseTokenLife(tx, tokenSeconds)
    const found = await loadKeys(tx)
    const now = Date.now()
    if (isKeyDue(found, now, rotateSeconds * 1000)) await insertKey(tx, randomUUID(), newPrivateKey(), tokenSeconds)
    await deleteKeys(
      tx,
      outwornKeys(found, now).map((key) => key.kid),
    )
    return loadKeys(tx)
  })

export const openSigningKeys = async (db: Database, options: KeyOptions): Promise<SigningKeys> => {
  let keys = await tendKeys(db, options)
  return {
    sign: (user, session) => {
      const key = signingKeyOf(keys, Date.now()) as LoadedKey
      const iat = Math.floor(Date.now() / 1000)
      const exp = iat + options.tokenSeconds
      const claims = { iss: options.issuer, aud: 'parley', sub: user, sid: session, iat, exp }
      return { access: jwt.sign(claims, key.privateKey, { algorithm: 'ES256', keyid: key.kid }), expiresAt: exp * 1000 }
    },
    published: () => ({ keys: keys.map((key) => key.jwk) }),
    age: () => Date.now() - (keys.at(-1)?.createdAt ?? 0),
    tend: async () => {
      keys = await tendKeys(db, options)
    },
  }
}
