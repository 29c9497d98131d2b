import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'

export const messageSend: Handler<'message.send', Chat> = ({ room, id, text }, { user }, { send }) =>
  send({ room, key: id, sender: user, body: JSON.stringify({ id, text }) })
