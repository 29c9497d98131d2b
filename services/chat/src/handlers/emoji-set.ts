import { fail, mostEmojiBytes, mostEmojiSide, mostSpaceEmoji } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { checkMayChange, lockBank } from '../bank.ts'
import type { Chat } from '../context.ts'
import { holdPicture } from '../pictures.ts'
import { findEmoji, otherEmoji, putEmoji } from '../store/emoji.ts'

const most = { bytes: mostEmojiBytes, side: mostEmojiSide }

export const emojiSet: Handler<'emoji.set', Chat> = async ({ space, emoji, name, file, tags }, { user }, chat) => {
  const { db } = chat
  const change = { of: space, user }
  await checkMayChange(chat, change)
  await holdPicture(chat, { user, of: space, as: 'bank', file, most })
  return db.transaction(
    async (tx) => {
      const { stream, note } = await lockBank(tx, change)
      const before = await findEmoji(tx, space, emoji)
      if (before?.removed) fail('EMOJI_NOT_FOUND')
      const now = {
        name: name.normalize('NFC'),
        file: file ?? before?.file ?? null,
        tags: tags?.map((tag) => tag.normalize('NFC')) ?? before?.tags ?? [],
      }
      const isSo = before?.name === now.name && before.file === now.file && String(before.tags) === String(now.tags)
      if (isSo) return { seq: stream.head }
      const { others, taken } = await otherEmoji(tx, space, emoji, now.name)
      if (taken) fail('EMOJI_NAME_TAKEN')
      if (others >= mostSpaceEmoji) fail('TOO_MANY_SPACE_EMOJI', { most: mostSpaceEmoji })
      await putEmoji(tx, space, emoji, now)
      await note({
        did: 'emoji.set',
        ...(before ? { before: { name: before.name } } : {}),
        after: { name: now.name },
      })
      return { seq: tx.emit(stream, 'emoji.named', user, { emoji, ...toldLook(now) }).seq }
    },
    { account: user },
  )
}

interface Look {
  readonly name: string
  readonly file: string | null
  readonly tags: readonly string[]
}

const toldLook = ({ name, file, tags }: Look) => ({
  name,
  ...(file === null ? {} : { file }),
  ...(tags.length > 0 ? { tags: [...tags] } : {}),
})
