import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { sayOtherwise } from '../overrides.ts'
import { noteInSpace } from '../rights-log.ts'

export const overrideRemove: Handler<'override.remove', Chat> = async (asked, caller, chat) => {
  const { seq, changed } = await sayOtherwise(chat, caller.user, { ...asked, wanted: undefined })
  if (changed) noteInSpace(chat.security, asked.space, 'changed what a room of the space allows', caller)
  return { seq }
}
