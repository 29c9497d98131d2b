import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { giveRole } from '../roles.ts'

export const roleGrant: Handler<'role.grant', Chat> = async (asked, caller, chat) => {
  const { seq, people } = await giveRole(chat, caller.user, asked)
  for (const user of people) noteInSpace(chat.security, asked.space, 'given a role of the space', caller, user)
  return { seq }
}
