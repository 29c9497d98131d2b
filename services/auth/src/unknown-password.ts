/** Of a password that nobody knows: the account is opened otherwise, until its owner has a password made. */
import { randomBytes } from 'node:crypto'
import { addressKey, type Caller } from '@parley/service-kit'
import type { Auth } from './context.ts'

/** Counts as a sign-up of its address. */
export const unknownHash = async ({ attempts, passwords }: Auth, { address, gone }: Caller): Promise<string> => {
  await attempts.signUp(address)
  return passwords.hash(randomBytes(32).toString('base64url'), { lanes: [`address ${addressKey(address)}`], gone })
}
