import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { isOpen } from '../space-rooms.ts'
import { findCategories, renameCategory } from '../store/space-rooms.ts'

export const categoryChange: Handler<'category.change', Chat> = ({ space, category, name: given }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_rooms', rules: true })
      const [known] = await findCategories(tx, space, [category])
      const name = given.normalize('NFC')
      if ((known ?? fail('CATEGORY_NOT_FOUND')).name === name) return { seq: stream.head }
      await renameCategory(tx, space, category, name)
      await noteAct(tx, stream, user, {
        did: 'category.change',
        category,
        before: { name: known?.name },
        after: { name },
      })
      const told = (await isOpen(tx, space, category))
        ? tx.emit(stream, 'category.changed', user, { category, name })
        : tx.emit(stream, 'rights.changed', user, {})
      return { seq: told.seq }
    },
    { account: user },
  )
