import { fail, mostPins } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteActIn } from '../audit.ts'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { checkMayPin } from '../rules.ts'
import { countPins, setPinned } from '../store/message-states.ts'

export const messagePin: Handler<'message.pin', Chat> = ({ room, seq }, { user }, chat) =>
  doToMessage(
    chat,
    { room, seq, user, seen: true, check: ({ rules, members }) => checkMayPin(rules, members.get(user)) },
    async (tx, stream, { pinned, by }) => {
      if (pinned !== null) return pinned
      if ((await countPins(tx, room)) >= mostPins) fail('TOO_MANY_PINS', { most: mostPins })
      const placed = tx.emit(stream, 'message.pinned', user, { seq })
      await setPinned(tx, room, seq, placed.seq)
      await noteActIn(tx, stream, user, { did: 'message.pin', users: [by], seqs: [seq] })
      return placed.seq
    },
  )
