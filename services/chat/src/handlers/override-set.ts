import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { sayOtherwise, setOf } from '../overrides.ts'
import { noteInSpace } from '../rights-log.ts'

export const overrideSet: Handler<'override.set', Chat> = async ({ allow, deny, ...asked }, caller, chat) => {
  const wanted = { allow: setOf(allow), deny: setOf(deny) }
  const { seq, changed } = await sayOtherwise(chat, caller.user, { ...asked, wanted })
  if (changed) noteInSpace(chat.security, asked.space, 'changed what a room of the space allows', caller)
  return { seq }
}
