import { fail, mostStaffListed } from '@parley/protocol'
import { type Handler, itemBytes, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkRole } from '../staff.ts'
import { isKey, type KeyRow, listKeys } from '../store/service-key.ts'

export const keyView = ({ key, user, name, scopes, game, createdAt, usedAt, expiresAt, revokedAt }: KeyRow) => ({
  key,
  user,
  name,
  scopes,
  ...(game === null ? {} : { game }),
  created_at: createdAt,
  ...(usedAt === null ? {} : { used_at: usedAt }),
  ...(expiresAt === null ? {} : { expires_at: expiresAt }),
  ...(revokedAt === null ? {} : { revoked_at: revokedAt }),
})

export const keyList: Handler<'key.list', Auth> = async ({ after, limit = mostStaffListed }, caller, auth) => {
  const { db, bus } = auth
  await checkRole(auth, caller, 'keys.manage')
  if (after !== undefined && !(await isKey(db, after))) fail('KEY_NOT_FOUND')
  const found = await listKeys(db, after, limit + 1)
  const keys = takeFitting(found.slice(0, limit).map(keyView), jsonBytes, itemBytes(bus))
  return { keys: [...keys], more: found.length > keys.length }
}
