import { fail, mostFilters, mostFilterWords } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { keepingUnseen } from '../filters/exempt-rooms.ts'
import { checkFilter, toldFilter } from '../filters/rules.ts'
import { lockSpace } from '../space-lock.ts'
import { countFilters, findFilter, putFilter } from '../store/filters.ts'

export const filterSet: Handler<'filter.set', Chat> = async ({ space, ...given }, { user }, { db, judge }) => {
  const wanted = checkFilter(given)
  await db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
      const others = await countFilters(tx, space, wanted.filter)
      const words = 'words' in wanted.found ? wanted.found.words.length : 0
      if (others.filters >= mostFilters) fail('TOO_MANY_FILTERS', { most: mostFilters })
      if (others.words + words > mostFilterWords) fail('TOO_MANY_FILTERS', { most: mostFilterWords })
      const before = await findFilter(tx, space, wanted.filter)
      const filter = await keepingUnseen(tx, space, user, wanted, before)
      if (JSON.stringify(before) === JSON.stringify(filter)) return
      await putFilter(tx, space, filter)
      await noteAct(tx, stream, user, {
        did: 'filter.set',
        before: before && toldFilter(before),
        after: toldFilter(filter),
      })
    },
    { account: user },
  )
  await judge.book.look()
  return {}
}
