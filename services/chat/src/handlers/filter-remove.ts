import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { toldFilter } from '../filters/rules.ts'
import { lockSpace } from '../space-lock.ts'
import { deleteFilter, findFilter } from '../store/filters.ts'

export const filterRemove: Handler<'filter.remove', Chat> = async ({ space, filter: id }, { user }, { db, judge }) => {
  await db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
      const before = await findFilter(tx, space, id)
      if (!before) return
      await deleteFilter(tx, space, id)
      await noteAct(tx, stream, user, { did: 'filter.remove', before: toldFilter(before) })
    },
    { account: user },
  )
  await judge.book.look()
  return {}
}
