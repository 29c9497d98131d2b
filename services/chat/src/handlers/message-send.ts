import type { Handler } from '@parley/service-kit'
import { attach } from '../attaching.ts'
import { messageOf } from '../content.ts'
import type { Chat } from '../context.ts'

export const messageSend: Handler<'message.send', Chat> = ({ room, files, ...content }, { user }, chat) =>
  files
    ? attach(chat, { user, room, message: content.id, files }, (facts) => messageOf(room, user, content, facts))
    : chat.send(messageOf(room, user, content))
