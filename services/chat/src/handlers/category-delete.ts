import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { checkOverrides, isOpen } from '../space-rooms.ts'
import { clearOverrides, copyOverrides } from '../store/overrides.ts'
import { deleteCategory, findCategories, followersOf } from '../store/space-rooms.ts'

export const categoryDelete: Handler<'category.delete', Chat> = ({ space, category }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_rooms', rules: true })
      const [known] = await findCategories(tx, space, [category])
      if (!known) return { seq: stream.head }
      await noteAct(tx, stream, user, { did: 'category.delete', category, before: { name: known.name } })
      const wasOpen = await isOpen(tx, space, category)
      const followers = (await followersOf(tx, space, category)).map(({ id }) => id)
      await clearOverrides(tx, followers)
      await copyOverrides(tx, category, followers)
      await deleteCategory(tx, space, category)
      await checkOverrides(tx, space)
      const told = wasOpen
        ? tx.emit(stream, 'category.deleted', user, { category })
        : tx.emit(stream, 'rights.changed', user, {})
      return { seq: told.seq }
    },
    { account: user },
  )
