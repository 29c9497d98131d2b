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

/** How somebody gives themselves an account: with a code, and by an issuer, where they come by one. */
export interface ComingIn {
  readonly invitation?: string | undefined
  /** As it is called here. */
  readonly issuer?: string | undefined
}

/** Whoever comes by an issuer that the operator excepts needs nobody's leave. */
const doorFor = ({ SIGN_UP, OIDC_SIGN_UP }: Auth['config'], { issuer }: ComingIn): typeof SIGN_UP =>
  issuer !== undefined && OIDC_SIGN_UP.includes(issuer) ? 'open' : SIGN_UP

export const isShut = ({ config }: Pick<Auth, 'config'>, coming: ComingIn): boolean =>
  doorFor(config, coming) === 'closed'

/** Before a password is hashed for it: looked at, and not used up yet. */
export const checkDoor = async ({ config, db }: Auth, coming: ComingIn): Promise<void> => {
  if (isShut({ config }, coming)) fail('SIGN_UP_CLOSED')
  if (doorFor(config, coming) !== 'invitation') return
  const { invitation: code } = coming
  if (code === undefined || !(await isOpenEntry(db, hashOfToken(code)))) fail('SIGN_UP_BY_INVITATION')
}

/** In the transaction that makes the account. Whether it has to wait until somebody lets it in. */
export const passDoor = async (
  tx: Transaction,
  { config }: Pick<Auth, 'config'>,
  user: string,
  coming: ComingIn,
): Promise<boolean> => {
  const door = doorFor(config, coming)
  if (door === 'approval') await putRestriction(tx, user, 'pending', 'signed up', undefined)
  if (door !== 'invitation') return door === 'approval'
  const { invitation: code } = coming
  const entry = code === undefined ? undefined : await useEntry(tx, hashOfToken(code))
  if (entry === undefined) return fail('SIGN_UP_BY_INVITATION')
  await insertDeed(tx, { by: user, what: 'entry.use', whom: entry })
  return false
}
