import { fail } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { shownTo } from '../filters/exempt-rooms.ts'
import { checkPermission, mayIn } from '../space-rights.ts'
import { listFilters } from '../store/filters.ts'
import { readRights } from '../store/spaces.ts'

export const filterList: Handler<'filter.list', Chat> = async ({ space, after }, { user }, { db, answerBytes }) => {
  const rights = (await readRights(db, space, [user])).get(user) ?? fail('SPACE_NOT_FOUND')
  checkPermission(mayIn(rights), 'manage_space')
  const found = await shownTo(db, space, user, await listFilters(db, space, after))
  const filters = [...takeFitting(found, jsonBytes, answerBytes())]
  return { filters, more: filters.length < found.length }
}
