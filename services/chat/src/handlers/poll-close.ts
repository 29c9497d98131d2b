import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteActIn } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockRoom, messageIn } from '../membership.ts'
import { checkMayTakeBack } from '../rules.ts'
import { closePoll, findPoll } from '../store/polls.ts'

export const pollClose: Handler<'poll.close', Chat> = ({ room, seq }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream, rules, members } = await lockRoom(tx, room, user, [])
      const message = await messageIn(tx, stream, seq, user)
      const { closed } = (await findPoll(tx, { room, seq }, user)) ?? fail('NOT_A_POLL')
      checkMayTakeBack(message, { person: user, as: members.get(user), kind: rules })
      if (closed !== null) return { seq: closed }
      const placed = tx.emit(stream, 'poll.closed', user, { seq })
      await closePoll(tx, { room, seq }, placed.seq)
      const { by } = message
      if (by !== user) await noteActIn(tx, stream, user, { did: 'poll.close', users: [by], seqs: [seq] })
      return { seq: placed.seq }
    },
    { account: user },
  )
