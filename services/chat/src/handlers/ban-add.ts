import type { Handler } from '@parley/service-kit'
import { banAll } from '../bans.ts'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'

export const banAdd: Handler<'ban.add', Chat> = async (asked, caller, chat) => {
  const { seq, people } = await banAll(chat, caller.user, asked)
  for (const user of people) noteInSpace(chat.security, asked.space, 'banned from the space', caller, user)
  return { seq }
}
