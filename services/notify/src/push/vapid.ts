/**
 * The keys that push services know this deployment by (VAPID, RFC 8292). A browser subscribes with one and takes pushes by that one alone:
 * a key stays for as long as there are subscriptions made with it, and new ones are made with the newest.
 */
import { createECDH, generateKeyPairSync } from 'node:crypto'
import type { Database, Job } from '@parley/service-kit'
import { deleteIdleKeys, lockKeys, newestKey, putKey } from '../store/vapid-keys.ts'

/** Nothing where it is no private key. */
export const publicOf = (privateKey: string): string | undefined => {
  try {
    const ecdh = createECDH('prime256v1')
    const bytes = Buffer.from(privateKey, 'base64url')
    if (bytes.length !== 32 || bytes.toString('base64url') !== privateKey) return undefined
    ecdh.setPrivateKey(bytes)
    return ecdh.getPublicKey('base64url')
  } catch {
    return undefined
  }
}

const newPrivateKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }).d ?? ''

export interface VapidWishes {
  /** The private key that is to hold. Null: one that is made here. */
  readonly given: string | null
  /** After so many days another one is made; 0: never. */
  readonly days: number
}

/** Sees to it that there is the key that is to hold. Of processes that start at once the second finds that of the first. */
export const tendKeys = (db: Database, { given, days }: VapidWishes): Promise<{ readonly made: number }> =>
  db.transaction(async (tx) => {
    await lockKeys(tx)
    const newest = await newestKey(tx)
    const isDue = given === null ? !newest || (days > 0 && newest.days >= days) : newest?.private !== given
    if (!isDue) return { made: 0 }
    const privateKey = given ?? newPrivateKey()
    await putKey(tx, { key: publicOf(privateKey) ?? '', private: privateKey })
    return { made: 1 }
  })

export const tendVapid = (db: Database, wishes: VapidWishes): Job<'made' | 'gone'> => ({
  name: 'tend-vapid',
  everySeconds: 3_600,
  isOften: true,
  counts: ['made', 'gone'],
  // A key that was given is not of an age at which it gives way.
  run: async () => ({
    made: wishes.given === null ? (await tendKeys(db, wishes)).made : 0,
    gone: await deleteIdleKeys(db),
  }),
})
