import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { createRole } from '../roles.ts'
import { toRole } from '../space-view.ts'

export const roleCreate: Handler<'role.create', Chat> = async (asked, caller, chat) => {
  const role = await createRole(chat, caller.user, asked)
  noteInSpace(chat.security, asked.space, 'made a role of the space', caller)
  return toRole(role)
}
