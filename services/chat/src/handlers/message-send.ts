import type { Handler } from '@parley/service-kit'
import { attach, checkTextBesideFiles } from '../attaching.ts'
import { messageOf } from '../content.ts'
import type { Chat } from '../context.ts'

export const messageSend: Handler<'message.send', Chat> = ({ room, files, ...content }, { user }, chat) => {
  if (!files) return chat.send(messageOf(room, user, content))
  checkTextBesideFiles(content.text)
  const asked = { user, room, message: content.id, files }
  return attach(chat, asked, (facts) => messageOf(room, user, content, facts))
}
