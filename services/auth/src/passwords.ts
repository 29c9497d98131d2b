/** Argon2id hashes. Computed on the threads of libuv, and only so many at once: each takes the memory it is set to. */
import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { fail } from '@parley/protocol'
import { type HashPolicy, isOutdated } from './rules.ts'

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes its time and says no also where there is no hash, so that the answer does not tell who has an account. */
  verify(hash: string | undefined, password: string): Promise<boolean>
  /** Whether a hash was made under another policy and should be made again. */
  isOutdated(hash: string): boolean
  /** Hashes under way, and such as wait. */
  readonly load: () => { readonly running: number; readonly waiting: number }
}

/** Further ones are turned away: what waited longer would be answered when nobody listens any more. */
const mostWaiting = 500

/** Runs at most `atOnce` pieces of work at a time, first come first served; UNAVAILABLE where too many wait already. */
export const limitWork = (atOnce: number, most = mostWaiting) => {
  const waiting: (() => void)[] = []
  let running = 0
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= most) return fail('UNAVAILABLE', { retry_ms: 2_000 })
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
  return { run, load: () => ({ running, waiting: waiting.length }) }
}

/** One password typed on two keyboards may be two sequences of code points (NIST SP 800-63B, 3.1.1.2). */
const normal = (password: string) => password.normalize('NFKC')

export const openPasswords = async (policy: HashPolicy, atOnce: number): Promise<Passwords> => {
  const { run: limited, load } = limitWork(atOnce)
  const make = (password: string) => limited(() => hash(normal(password), policy))
  const nobodys = await make(randomBytes(32).toString('base64url'))
  return {
    hash: make,
    verify: async (known, password) => {
      const matches = await limited(() => verify(known ?? nobodys, normal(password)))
      return known !== undefined && matches
    },
    load,
    isOutdated: (known) => isOutdated(parseOptions(known), policy),
  }
}
