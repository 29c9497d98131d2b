import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { findEmoji, removeEmoji } from '../store/emoji.ts'

export const emojiRemove: Handler<'emoji.remove', Chat> = ({ space, emoji }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
      const before = await findEmoji(tx, space, emoji)
      if (!before || before.removed) return { seq: stream.head }
      const { seq } = tx.emit(stream, 'emoji.removed', user, { emoji })
      await removeEmoji(tx, space, emoji, seq)
      await noteAct(tx, stream, user, { did: 'emoji.remove', before: { name: before.name } })
      return { seq }
    },
    { account: user },
  )
