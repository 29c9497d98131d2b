import { fail, hasPermission, usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import { nextAfter, placeAt, toEntry } from '../audit.ts'
import type { Chat } from '../context.ts'
import { checkPermission, mayIn } from '../space-rights.ts'
import { listEntries, seenIn } from '../store/audit.ts'
import { readRights } from '../store/spaces.ts'

export const auditList: Handler<'audit.list', Chat> = async (
  { space, after, limit = usualPage.acts, ...asked },
  { user },
  { db, answerBytes },
) => {
  const rights = (await readRights(db, space, [user])).get(user) ?? fail('SPACE_NOT_FOUND')
  const may = mayIn(rights)
  checkPermission(may, 'view_audit')
  const { entries: found, rest } = await listEntries(db, {
    space,
    by: asked.by,
    user: asked.user,
    did: asked.did,
    before: after === undefined ? undefined : placeAt(after),
    seen: hasPermission(may, 'administrator') ? undefined : await seenIn(db, space, user),
    limit: limit + 1,
  })
  const held = takeFitting(found.slice(0, limit), (row) => jsonBytes(toEntry(row)), answerBytes())
  const last = held.at(-1)
  const ending = last && held.length < found.length ? ([last.at, last.id] as const) : rest
  return { entries: held.map(toEntry), ...(ending ? { next: nextAfter(ending) } : {}) }
}
