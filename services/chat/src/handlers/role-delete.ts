import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { deleteRole } from '../roles.ts'

export const roleDelete: Handler<'role.delete', Chat> = async (asked, caller, chat) => {
  const { seq, changed } = await deleteRole(chat, caller.user, asked)
  if (changed) noteInSpace(chat.security, asked.space, 'deleted a role of the space', caller)
  return { seq }
}
