import { randomUUID } from 'node:crypto'
import { fail, mostCategories } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { isOpen, placeAfter } from '../space-rooms.ts'
import { countCategories, insertCategory } from '../store/space-rooms.ts'

/** Nobody chooses the id: what a category says otherwise is found by that alone, as what a room says is. */
export const categoryCreate: Handler<'category.create', Chat> = ({ space, name: given }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_rooms', rules: true })
      const { categories, last } = await countCategories(tx, space)
      if (categories >= mostCategories) fail('TOO_MANY_CATEGORIES', { most: mostCategories })
      const made = { category: randomUUID(), name: given.normalize('NFC'), place: placeAfter(last) }
      await insertCategory(tx, space, { id: made.category, name: made.name, place: made.place })
      const { category, name } = made
      await noteAct(tx, stream, user, { did: 'category.create', category, after: { name } })
      if (await isOpen(tx, space, category)) tx.emit(stream, 'category.created', user, made)
      else tx.emit(stream, 'rights.changed', user, {})
      return made
    },
    { account: user },
  )
