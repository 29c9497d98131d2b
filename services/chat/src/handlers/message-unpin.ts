import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { checkMayPin } from '../rules.ts'
import { setPinned } from '../store/message-states.ts'

export const messageUnpin: Handler<'message.unpin', Chat> = ({ room, seq }, { user }, chat) =>
  doToMessage(
    chat,
    { room, seq, user, check: ({ rules, members }) => checkMayPin(rules, members.get(user)) },
    async (tx, stream, { pinned }) => {
      if (pinned === null) return stream.head
      await setPinned(tx, room, seq, null)
      return tx.emit(stream, 'message.unpinned', user, { seq }).seq
    },
  )
