import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { hasPassword, ownCredentials } from '../own-password.ts'
import { findFactors } from '../store/factor.ts'
import { listPasskeys } from '../store/passkey.ts'

export const factorList: Handler<'factor.list', Auth> = async (_input, caller, auth) => {
  const { user } = caller
  const { db } = auth
  const { totp, recoveryLeft } = await findFactors(db, user)
  const passkeys = (await listPasskeys(db, user)).map(({ id, name, createdAt, usedAt }) => ({
    passkey: id,
    name,
    created_at: createdAt.getTime(),
    ...(usedAt ? { used_at: usedAt.getTime() } : {}),
  }))
  const none = hasPassword(await ownCredentials(auth, caller)) ? {} : { password: false as const }
  return { ...none, totp, passkeys, recovery_left: recoveryLeft }
}
