/** Argon2id hashes. Computed on the threads of libuv, and only so many at once: each takes the memory it is set to. */
import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { FairQueue, type Place } from './fair-queue.ts'
import { type HashPolicy, isOutdated } from './rules.ts'

/** The hash of an account that has no password. Nothing is hashed to it. */
export const noPassword =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

export interface Passwords {
  hash(password: string, place?: Place): Promise<string>
  /** Takes its time and says no also where there is no hash or no password, so that the answer does not tell who has an account. */
  verify(hash: string | undefined, password: string, place?: Place): Promise<boolean>
  /** Whether a hash was made under another policy and should be made again. */
  isOutdated(hash: string): boolean
  /** Hashes under way, and such as wait. */
  readonly load: () => { readonly running: number; readonly waiting: number }
}

/** One password typed on two keyboards may be two sequences of code points (NIST SP 800-63B, 3.1.1.2). */
const normal = (password: string) => password.normalize('NFKC')

export const openPasswords = async (policy: HashPolicy, atOnce: number): Promise<Passwords> => {
  const queue = new FairQueue(atOnce)
  const make = (password: string, place?: Place) => queue.run(() => hash(normal(password), policy), place)
  const nobodys = await make(randomBytes(32).toString('base64url'))
  return {
    hash: make,
    verify: async (hashed, password, place) => {
      const known = hashed === noPassword ? undefined : hashed
      const matches = await queue.run(() => verify(known ?? nobodys, normal(password)), place)
      return known !== undefined && matches
    },
    load: () => queue.load(),
    isOutdated: (known) => isOutdated(parseOptions(known), policy),
  }
}
