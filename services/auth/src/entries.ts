/** Who may sign up: anybody, nobody, who has an invitation, or anybody whom those who run the platform let in then. */
import { randomBytes } from 'node:crypto'
import { fail } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { hashOfToken } from './sessions.ts'
import type { Staff } from './staff.ts'
import { insertDeed } from './store/deed.ts'
import { isOpenEntry, putEntry, revokeEntry, useEntry } from './store/entry.ts'
import { putRestriction } from './store/restriction.ts'

export interface MakingEntry {
  readonly entry: string
  readonly uses: number
  readonly forMs?: number | undefined
}

/** Returns the code, which is shown once. */
export const makeEntry = async (tx: Transaction, by: Staff, { entry, uses, forMs }: MakingEntry): Promise<string> => {
  const code = randomBytes(24).toString('base64url')
  if (!(await putEntry(tx, entry, hashOfToken(code), uses, forMs))) return fail('ENTRY_NOT_FOUND')
  await insertDeed(tx, { by: by.user, what: 'entry.create', whom: entry, is: { uses, for_ms: forMs } })
  return code
}

export const endEntry = async (tx: Transaction, by: Staff, entry: string): Promise<void> => {
  if (!(await revokeEntry(tx, entry))) fail('ENTRY_NOT_FOUND')
  await insertDeed(tx, { by: by.user, what: 'entry.revoke', whom: entry })
}

/** Before a password is hashed for it: looked at, and not used up yet. */
export const checkDoor = async ({ config, db }: Auth, code: string | undefined): Promise<void> => {
  if (config.SIGN_UP !== 'invitation') return
  if (code === undefined || !(await isOpenEntry(db, hashOfToken(code)))) fail('SIGN_UP_BY_INVITATION')
}

/** In the transaction that makes the account. Whether it has to wait until somebody lets it in. */
export const passDoor = async (
  tx: Transaction,
  { config }: Pick<Auth, 'config'>,
  user: string,
  code: string | undefined,
): Promise<boolean> => {
  if (config.SIGN_UP === 'approval') await putRestriction(tx, user, 'pending', 'signed up', undefined)
  if (config.SIGN_UP !== 'invitation') return config.SIGN_UP === 'approval'
  const entry = code === undefined ? undefined : await useEntry(tx, hashOfToken(code))
  if (entry === undefined) return fail('SIGN_UP_BY_INVITATION')
  await insertDeed(tx, { by: user, what: 'entry.use', whom: entry })
  return false
}
