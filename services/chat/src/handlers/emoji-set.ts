import { fail, mostSpaceEmoji } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { findEmoji, otherEmoji, putEmoji } from '../store/emoji.ts'

export const emojiSet: Handler<'emoji.set', Chat> = ({ space, emoji, name: given }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
      const name = given.normalize('NFC')
      const before = await findEmoji(tx, space, emoji)
      if (before?.removed) fail('EMOJI_NOT_FOUND')
      if (before?.name === name) return { seq: stream.head }
      const { others, taken } = await otherEmoji(tx, space, emoji, name)
      if (taken) fail('EMOJI_NAME_TAKEN')
      if (others >= mostSpaceEmoji) fail('TOO_MANY_SPACE_EMOJI', { most: mostSpaceEmoji })
      await putEmoji(tx, space, emoji, name)
      await noteAct(tx, stream, user, {
        did: 'emoji.set',
        ...(before ? { before: { name: before.name } } : {}),
        after: { name },
      })
      return { seq: tx.emit(stream, 'emoji.named', user, { emoji, name }).seq }
    },
    { account: user },
  )
