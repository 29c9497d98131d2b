import { fail, permissionNames, usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { placeFor } from '../overrides.ts'
import { checkPermission } from '../space-rights.ts'
import { listOverrides } from '../store/overrides.ts'
import { readRights } from '../store/spaces.ts'

export const overrideList: Handler<'override.list', Chat> = async (
  { space, in: where, after },
  { user },
  { db, answerBytes },
) => {
  const rights = (await readRights(db, space, [user])).get(user) ?? fail('SPACE_NOT_FOUND')
  const { from, may } = await placeFor(db, space, rights, where)
  checkPermission(may, 'manage_roles')
  const found = await listOverrides(db, from, after, usualPage.overrides + 1)
  const all = found.slice(0, usualPage.overrides).map(({ of, allow, deny }) => ({
    of,
    allow: permissionNames(allow),
    deny: permissionNames(deny),
  }))
  const overrides = [...takeFitting(all, jsonBytes, answerBytes())]
  return { overrides, more: found.length > overrides.length }
}
