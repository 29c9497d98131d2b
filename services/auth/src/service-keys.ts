/** Service keys: what the back end of a game, or of the deployment, acts by. */
import { randomBytes, randomUUID } from 'node:crypto'
import { fail, keyScopes, scimScope } from '@parley/protocol'
import { answerQuestion, type Bus, type Queryable, type Transaction } from '@parley/service-kit'
import { type KnownBearer, serviceKeyPrefix } from '@parley/wire'
import type { Auth } from './context.ts'
import { searchKey } from './rules.ts'
import { hashOfToken } from './sessions.ts'
import type { Staff } from './staff.ts'
import { standingOf } from './standing.ts'
import { insertDeed } from './store/deed.ts'
import { listRestrictions } from './store/restriction.ts'
import {
  countKeys,
  endSecrets,
  findBearer,
  insertKey,
  insertProgram,
  insertSecret,
  isKey,
  lockKey,
  revokeKey,
} from './store/service-key.ts'

/** Of those that are not revoked. */
const mostKeys = 1_000
/** For so long the secret before stays good, where nothing else is said: a deployment is rolled out in less. */
export const usualKeepMs = 86_400_000

const newSecret = async (tx: Queryable, key: string): Promise<string> => {
  const secret = `${serviceKeyPrefix}${randomBytes(32).toString('base64url')}`
  await insertSecret(tx, randomUUID(), key, hashOfToken(secret))
  return secret
}

export const checkScopes = (scopes: readonly string[]): void => {
  const strange = scopes.findIndex((scope) => !keyScopes.includes(scope))
  if (strange >= 0) fail('SCOPE_UNKNOWN', { at: `/scopes/${strange}`, why: `is none of ${keyScopes.join(', ')}` })
}

/** What a directory does, it does to whom it has made, whatever their role here is: who gives it that is above everybody. */
const checkMay = (by: Staff, scopes: readonly string[]): void => {
  if (scopes.includes(scimScope) && by.role !== 'owner') fail('ROLE_TOO_LOW')
}

export interface MakingKey {
  readonly key: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly game?: string | undefined
  readonly forMs?: number | undefined
}

export interface MadeKey {
  readonly user: string
  readonly secret: string
  /** Secrets of it that are good no longer. */
  readonly ended: readonly string[]
}

/** Made before, and its secret never used: whoever made it has lost the answer. */
const makeAgain = async (tx: Transaction, by: Staff, key: string): Promise<MadeKey> => {
  const found = await lockKey(tx, key)
  if (!found?.open || found.used) return fail('KEY_NOT_FOUND')
  checkMay(by, found.scopes)
  const ended = await endSecrets(tx, key, 0)
  return { user: found.user, secret: await newSecret(tx, key), ended }
}

export const makeKey = async (tx: Transaction, by: Staff, making: MakingKey): Promise<MadeKey> => {
  const { key, scopes, game, forMs } = making
  checkScopes(scopes)
  checkMay(by, scopes)
  if (await isKey(tx, key)) return makeAgain(tx, by, key)
  if ((await countKeys(tx)) >= mostKeys) fail('TOO_MANY_KEYS', { most: mostKeys })
  const user = randomUUID()
  const name = making.name.normalize('NFC')
  await insertProgram(tx, user, name, searchKey(name))
  await insertKey(tx, { key, user, scopes, game, forMs })
  tx.emit(await tx.createStream('auth/user', user), 'account.created', by.user, { user, name, program: true })
  await insertDeed(tx, { by: by.user, what: 'key.create', whom: key, is: { user, name, scopes, game } })
  return { user, secret: await newSecret(tx, key), ended: [] }
}

export interface RotatedKey {
  readonly secret: string
  readonly ended: readonly string[]
}

export const rotateKey = async (tx: Transaction, by: Staff, key: string, keepMs: number): Promise<RotatedKey> => {
  const found = await lockKey(tx, key)
  if (!found?.open) return fail('KEY_NOT_FOUND')
  checkMay(by, found.scopes)
  const ended = await endSecrets(tx, key, keepMs)
  await insertDeed(tx, { by: by.user, what: 'key.rotate', whom: key, is: { keep_ms: keepMs } })
  return { secret: await newSecret(tx, key), ended }
}

/** Returns its secrets, which have ended; a repeat changes nothing. */
export const endKey = async (tx: Transaction, by: Staff, key: string, reason: string): Promise<string[]> => {
  const found = await lockKey(tx, key)
  if (!found) return fail('KEY_NOT_FOUND')
  if (!found.open) return []
  await revokeKey(tx, key)
  await insertDeed(tx, { by: by.user, what: 'key.revoke', whom: key, reason })
  return endSecrets(tx, key, 0)
}

/** Whoever is restricted, as a program, acts by no key. */
export const bearerOf = async (db: Queryable, hash: string): Promise<KnownBearer | null> => {
  const found = await findBearer(db, Buffer.from(hash, 'base64url'))
  if (!found) return null
  if (standingOf(await listRestrictions(db, found.user)).is !== 'good') return null
  const { user, session, scopes, game, until } = found
  return { user, session, scopes, ...(game === null ? {} : { game }), ...(until === null ? {} : { until }) }
}

export const answerBearers = (bus: Bus, { db }: Pick<Auth, 'db'>) =>
  answerQuestion(bus, 'auth', 'bearer', ({ hash }) => bearerOf(db, hash))
