import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { idOf, lockEntry } from '../entry.ts'
import { tellWaiting } from '../requests.ts'
import { bar, getRequest } from '../store/requests.ts'

export const requestDecline: Handler<'request.decline', Chat> = async (asked, caller, chat) => {
  const place = idOf(asked)
  const didAsk = await chat.db.transaction(
    async (tx) => {
      await lockEntry(tx, asked, caller.user, 'let in')
      const asks = (await getRequest(tx, place, asked.user)) !== undefined
      if (asks) await bar(tx, place, asked.user)
      if (asks && 'space' in asked)
        await noteAct(tx, { id: place }, caller.user, { did: 'request.decline', users: [asked.user] })
      return asks
    },
    { account: caller.user },
  )
  if (didAsk) await tellWaiting(chat, place, 'space' in asked)
  return {}
}
