/** A passkey that is being made. What the device is asked to sign is the token by which it is found again. */
import { randomBytes } from 'node:crypto'
import type { Queryable } from '@parley/service-kit'
import { hashOfToken } from './sessions.ts'
import { insertPending, takePending } from './store/pending-login.ts'

const seconds = 300

/** Of a form of its own: it is no log-in that could be gone on with. */
const hashOf = (user: string, challenge: string): Buffer => hashOfToken(`new passkey ${user} ${challenge}`)

export const beginPasskey = async (db: Queryable, user: string): Promise<string> => {
  const challenge = randomBytes(32).toString('base64url')
  await insertPending(db, hashOf(user, challenge), { account: user, device: '', knownDevice: null }, seconds)
  return challenge
}

/** Whether this user was asked to sign it lately, once. */
export const endPasskey = (tx: Queryable, user: string, challenge: string): Promise<boolean> =>
  takePending(tx, hashOf(user, challenge))
