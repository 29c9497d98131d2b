import type { Handler } from '@parley/service-kit'
import { checkMayChange, lockBank } from '../bank.ts'
import type { Chat } from '../context.ts'
import { deleteSticker, findSticker } from '../store/stickers.ts'

export const stickerRemove: Handler<'sticker.remove', Chat> = async ({ space, sticker }, { user }, chat) => {
  const change = { of: space, user }
  await checkMayChange(chat, change)
  return chat.db.transaction(
    async (tx) => {
      const { stream, note } = await lockBank(tx, change)
      const before = await findSticker(tx, space, sticker)
      if (!before) return { seq: stream.head }
      await deleteSticker(tx, space, sticker)
      await note({ did: 'sticker.remove', before: { name: before.name } })
      return { seq: tx.emit(stream, 'sticker.removed', user, { sticker }).seq }
    },
    { account: user },
  )
}
