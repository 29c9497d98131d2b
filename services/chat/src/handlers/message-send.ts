import type { Handler } from '@parley/service-kit'
import { messageOf } from '../content.ts'
import type { Chat } from '../context.ts'

export const messageSend: Handler<'message.send', Chat> = ({ room, ...content }, { user }, { send }) =>
  send(messageOf(room, user, content))
