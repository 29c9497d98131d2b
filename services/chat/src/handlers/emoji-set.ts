import { fail, mostEmojiBytes, mostEmojiSide, mostSpaceEmoji } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { holdPicture } from '../pictures.ts'
import { lockSpace } from '../space-lock.ts'
import { findEmoji, otherEmoji, putEmoji } from '../store/emoji.ts'
import { livesIn } from '../store/spaces.ts'

const most = { bytes: mostEmojiBytes, side: mostEmojiSide }

export const emojiSet: Handler<'emoji.set', Chat> = async ({ space, emoji, name, file, tags }, { user }, chat) => {
  const { db } = chat
  if (!(await livesIn(db, space, user))) fail('SPACE_NOT_FOUND')
  await holdPicture(chat, { user, of: space, as: 'bank', file, most })
  return db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_space' })
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
      await noteAct(tx, stream, user, {
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
