import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { deleteSticker, findSticker } from '../store/stickers.ts'

export const stickerRemove: Handler<'sticker.remove', Chat> = ({ space, sticker }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
      const before = await findSticker(tx, space, sticker)
      if (!before) return { seq: stream.head }
      await deleteSticker(tx, space, sticker)
      await noteAct(tx, stream, user, { did: 'sticker.remove', before: { name: before.name } })
      return { seq: tx.emit(stream, 'sticker.removed', user, { sticker }).seq }
    },
    { account: user },
  )
