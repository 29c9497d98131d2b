import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockGroup } from '../membership.ts'
import { tellWaiting } from '../requests.ts'
import { bar, hasRequest } from '../store/requests.ts'

export const requestDecline: Handler<'request.decline', Chat> = async ({ room, user }, caller, chat) => {
  const didAsk = await chat.db.transaction(
    async (tx) => {
      await lockGroup(tx, room, caller.user, { may: 'invite' })
      const asks = await hasRequest(tx, room, user)
      if (asks) await bar(tx, room, user)
      return asks
    },
    { account: caller.user },
  )
  if (didAsk) await tellWaiting(chat, room)
  return {}
}
