import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { takeRole } from '../roles.ts'

export const roleRevoke: Handler<'role.revoke', Chat> = async (asked, caller, chat) => {
  const { seq, people } = await takeRole(chat, caller.user, asked)
  for (const user of people) noteInSpace(chat.security, asked.space, 'deprived of a role of the space', caller, user)
  return { seq }
}
