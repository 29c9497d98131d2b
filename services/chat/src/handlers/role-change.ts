import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { alterRole } from '../roles.ts'

export const roleChange: Handler<'role.change', Chat> = async (asked, caller, chat) => {
  const { seq, allows } = await alterRole(chat, caller.user, asked)
  if (allows) noteInSpace(chat.security, asked.space, 'changed what a role of the space allows', caller)
  return { seq }
}
