import type { Handler } from '@parley/service-kit'
import { checkMayChange, lockBank } from '../bank.ts'
import type { Chat } from '../context.ts'
import { findEmoji, removeEmoji } from '../store/emoji.ts'

export const emojiRemove: Handler<'emoji.remove', Chat> = async ({ space, emoji }, { user }, chat) => {
  const change = { of: space, user }
  await checkMayChange(chat, change)
  return chat.db.transaction(
    async (tx) => {
      const { stream, note } = await lockBank(tx, change)
      const before = await findEmoji(tx, space, emoji)
      if (!before || before.removed) return { seq: stream.head }
      const { seq } = tx.emit(stream, 'emoji.removed', user, { emoji })
      await removeEmoji(tx, space, emoji, seq)
      await note({ did: 'emoji.remove', before: { name: before.name } })
      return { seq }
    },
    { account: user },
  )
}
