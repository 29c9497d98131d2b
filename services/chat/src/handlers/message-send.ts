import { type EventBody, fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { attach, checkTextBesideFiles, repeated } from '../attaching.ts'
import { messageOf } from '../content.ts'
import type { Chat } from '../context.ts'
import { checkLinks } from '../of-new.ts'
import { findStickerIn } from '../store/stickers.ts'

export const messageSend: Handler<'message.send', Chat> = async (
  { room, files, sticker, ...content },
  caller,
  chat,
) => {
  const { user } = caller
  await checkLinks(chat, caller, content.text, content.subject)
  if (!files && !sticker) return chat.send(messageOf(room, user, content))
  checkTextBesideFiles(content.text)
  if (files && sticker) fail('BAD_INPUT', { at: '/files', why: 'are not sent with a sticker' })
  const asked = { user, room, message: content.id, files: files ?? [] }
  if (sticker) return sendSticker(chat, sticker, asked, (more) => messageOf(room, user, content, more))
  return attach(chat, asked, (facts) => messageOf(room, user, content, { files: facts }))
}

type Sent = Pick<EventBody<'message.sent'>, 'files' | 'bank'>

/** The message refers to the file by itself, as one that is forwarded does: whose it is does not matter. */
const sendSticker = async (
  chat: Chat,
  sticker: string,
  asked: Parameters<typeof repeated>[1],
  messageWith: (more: Sent) => ReturnType<typeof messageOf>,
) => {
  const found = await findStickerIn(chat.db, asked.room, sticker)
  if (!found) return repeated(chat, asked, 'STICKER_NOT_FOUND')
  const { kind: bank, name, file } = found
  const question = { ...asked, files: [file], seen: true } as const
  return attach(chat, question, (facts) => messageWith({ files: facts.map((one) => ({ ...one, name })), bank }))
}
