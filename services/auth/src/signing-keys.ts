/**
 * The keys that access tokens are signed with. They live in Postgres, so that all processes sign and publish alike; a key
 * whose row is deleted is withdrawn. Each process looks at the rows every second, and before it tells a gateway.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { Clock, Database, StandingClaims, Transaction } from '@parley/service-kit'
import type { KeySet } from '@parley/wire'
import jwt from 'jsonwebtoken'
import { isKeyDue, isSuccessorDue, type KeyAge, keyLeadMs, outwornKeys, signingKeyOf } from './rules.ts'
import {
  deleteKeys,
  insertKey,
  type KeyRow,
  lockKeys,
  raiseTokenLife,
  readKeys,
  readKids,
} from './store/signing-key.ts'

export interface KeyOptions {
  readonly clock: Clock
  readonly issuer: string
  readonly tokenSeconds: number
  readonly rotateSeconds: number
  /** Called with keys that were deleted, and not because they had worn out. */
  withdrawn(kids: readonly string[]): void
  made(kid: string): void
}

export interface AccessToken {
  readonly access: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface SigningKeys {
  /**
   * A token that ends with the session at the latest, whose end is `until` in milliseconds since 1970. It says until when its user is suspended,
   * 0 for no end, where they are.
   */
  sign(user: string, session: string, until: number, admitted?: StandingClaims): AccessToken
  /** The public keys as a JWK set (RFC 7517). */
  published(): Pick<KeySet, 'keys'>
  /** Makes, retires and removes keys by age, and reads what other processes did. */
  tend(): Promise<void>
  /** Does the same where the rows are no longer what was read. */
  look(): Promise<void>
  /** Of the newest key, in milliseconds. */
  age(): number
}

interface LoadedKey extends KeyAge {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: KeySet['keys'][number]
}

const load = ({ kid, privateKey: pem, createdAt, longestTokenSeconds }: KeyRow): LoadedKey => {
  const privateKey = createPrivateKey(pem)
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }
  return { kid, privateKey, jwk, createdAt: createdAt.getTime(), longestTokenMs: longestTokenSeconds * 1000 }
}

const newPrivateKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const loadKeys = async (tx: Transaction) => (await readKeys(tx)).map(load)

/**
 * One that has to sign at once, though an older one is there, counts as published for long enough: gateways ask for a
 * key that they do not know.
 */
const ageOfNext = (found: readonly LoadedKey[], signed: LoadedKey | undefined, now: number, rotateMs: number) => {
  if (isSuccessorDue(found, signed, now)) return found.length > 0 ? keyLeadMs : 0
  return isKeyDue(found, now, rotateMs) ? 0 : undefined
}

interface Tended {
  readonly keys: LoadedKey[]
  readonly made: string | undefined
}

/** Decides under the lock, in the statements after it: of two processes that start at once the second finds the key. */
const tendKeys = (db: Database, options: KeyOptions, signed: LoadedKey | undefined): Promise<Tended> =>
  db.transaction(async (tx) => {
    const { tokenSeconds, rotateSeconds } = options
    await lockKeys(tx)
    await raiseTokenLife(tx, tokenSeconds)
    const found = await loadKeys(tx)
    const now = options.clock.now()
    const ageMs = ageOfNext(found, signed, now, rotateSeconds * 1000)
    const made = ageMs === undefined ? undefined : randomUUID()
    if (made) await insertKey(tx, { kid: made, privateKey: newPrivateKey(), tokenSeconds, ageMs: ageMs as number })
    await deleteKeys(
      tx,
      outwornKeys(found, now).map((key) => key.kid),
    )
    return { keys: await loadKeys(tx), made }
  })

/** Deleted by somebody: what has worn out no token depends on. */
const withdrawnOf = (before: readonly LoadedKey[], after: readonly LoadedKey[], now: number): string[] => {
  const expected = new Set([...after, ...outwornKeys(before, now)].map((key) => key.kid))
  return before.map((key) => key.kid).filter((kid) => !expected.has(kid))
}

export const openSigningKeys = async (db: Database, options: KeyOptions): Promise<SigningKeys> => {
  const { clock } = options
  let keys: LoadedKey[] = []
  let looking: Promise<void> | undefined

  const tend = async () => {
    const tended = await tendKeys(db, options, signingKeyOf(keys, clock.now()))
    const withdrawn = withdrawnOf(keys, tended.keys, clock.now())
    keys = tended.keys
    if (tended.made) options.made(tended.made)
    if (withdrawn.length > 0) options.withdrawn(withdrawn)
  }

  const look = async () => {
    const kids = new Set(await readKids(db))
    if (kids.size !== keys.length || keys.some(({ kid }) => !kids.has(kid))) await tend()
  }

  await tend()
  return {
    sign: (user, session, until, admitted = {}) => {
      const now = clock.now()
      const key = signingKeyOf(keys, now) as LoadedKey
      const iat = Math.floor(now / 1000)
      const exp = Math.min(iat + options.tokenSeconds, Math.floor(until / 1000))
      const claims = { iss: options.issuer, aud: 'parley', sub: user, sid: session, iat, exp, ...admitted }
      return { access: jwt.sign(claims, key.privateKey, { algorithm: 'ES256', keyid: key.kid }), expiresAt: exp * 1000 }
    },
    published: () => ({ keys: keys.map((key) => key.jwk) }),
    age: () => clock.now() - (keys.at(-1)?.createdAt ?? 0),
    tend,
    look: () => {
      looking ??= look().finally(() => {
        looking = undefined
      })
      return looking
    },
  }
}
