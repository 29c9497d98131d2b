import { randomUUID } from 'node:crypto'
import { fail, mostCategories } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { placeAfter } from '../space-rooms.ts'
import { countCategories, findCategories, insertCategory } from '../store/space-rooms.ts'

export const categoryCreate: Handler<'category.create', Chat> = (
  { space, category = randomUUID(), name: given },
  { user },
  { db },
) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_rooms' })
      const name = given.normalize('NFC')
      const [known] = await findCategories(tx, space, [category])
      if (known) return known.name === name ? { category, name, place: known.place } : fail('CATEGORY_ID_TAKEN')
      const { categories, last } = await countCategories(tx, space)
      if (categories >= mostCategories) fail('TOO_MANY_CATEGORIES', { most: mostCategories })
      const place = placeAfter(last)
      await insertCategory(tx, space, { id: category, name, place })
      tx.emit(stream, 'category.created', user, { category, name, place })
      return { category, name, place }
    },
    { account: user },
  )
