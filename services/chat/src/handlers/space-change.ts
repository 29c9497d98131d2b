import type { Handler } from '@parley/service-kit'
import { changeOf, noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { changeSpace, getSpace } from '../store/spaces.ts'

export const spaceChange: Handler<'space.change', Chat> = ({ space, ...wanted }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
      const now = await getSpace(tx, space)
      const name = wanted.name?.normalize('NFC') ?? now.name
      const description = wanted.description?.trim().normalize('NFC') ?? now.description
      const entry = wanted.entry ?? now.entry
      const changed = {
        ...(name === now.name ? {} : { name }),
        ...(description === now.description ? {} : { description }),
        ...(entry === now.entry ? {} : { entry }),
      }
      if (Object.keys(changed).length === 0) return { seq: stream.head }
      await changeSpace(tx, space, changed)
      await noteAct(tx, stream, user, { did: 'space.change', ...changeOf(now, changed) })
      return { seq: tx.emit(stream, 'space.changed', user, changed).seq }
    },
    { account: user },
  )
