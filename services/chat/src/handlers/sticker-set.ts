import { fail, mostSoundMs, mostStickerBytes, mostStickerSide, mostStickers } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { checkMayChange, lockBank } from '../bank.ts'
import type { Chat } from '../context.ts'
import { holdPicture } from '../pictures.ts'
import { countStickers, findSticker, putSticker } from '../store/stickers.ts'

const seen = { bytes: mostStickerBytes, side: mostStickerSide }
const heard = { bytes: mostStickerBytes, ms: mostSoundMs }

/** What one is, and its file, stays as it was first. */
export const stickerSet: Handler<'sticker.set', Chat> = async (wanted, { user }, chat) => {
  const { db } = chat
  const { space, sticker, kind = 'sticker', file } = wanted
  const change = { of: space, user }
  await checkMayChange(chat, change)
  if (!(await findSticker(db, space, sticker)))
    await holdPicture(chat, { user, of: space, as: 'bank', file, most: kind === 'sound' ? heard : seen })
  return db.transaction(
    async (tx) => {
      const { stream, note } = await lockBank(tx, change)
      const before = await findSticker(tx, space, sticker)
      const { kind: own, file: held } = before ?? (file ? { kind, file } : fail('STICKER_NOT_FOUND'))
      const name = wanted.name.normalize('NFC')
      const tags = wanted.tags?.map((tag) => tag.normalize('NFC')) ?? before?.tags ?? []
      if (before?.name === name && String(before.tags) === String(tags)) return { seq: stream.head }
      if (!before && (await countStickers(tx, space)) >= mostStickers) fail('TOO_MANY_STICKERS', { most: mostStickers })
      await putSticker(tx, space, sticker, { kind: own, name, tags, file: held })
      const was = before ? { before: { name: before.name } } : {}
      await note({ did: 'sticker.set', ...was, after: { name } })
      const told = { sticker, kind: own, name, file: held, ...(tags.length > 0 ? { tags: [...tags] } : {}) }
      return { seq: tx.emit(stream, 'sticker.named', user, told).seq }
    },
    { account: user },
  )
}
