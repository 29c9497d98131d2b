import type { Handler } from '@parley/service-kit'
import { noteActIn } from '../audit.ts'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { checkMayPin } from '../rules.ts'
import { setPinned } from '../store/message-states.ts'

export const messageUnpin: Handler<'message.unpin', Chat> = ({ room, seq }, { user }, chat) =>
  doToMessage(
    chat,
    { room, seq, user, check: ({ rules, members }) => checkMayPin(rules, members.get(user)) },
    async (tx, stream, { pinned, by }) => {
      if (pinned === null) return stream.head
      await setPinned(tx, room, seq, null)
      await noteActIn(tx, stream, user, { did: 'message.unpin', users: [by], seqs: [seq] })
      return tx.emit(stream, 'message.unpinned', user, { seq }).seq
    },
  )
