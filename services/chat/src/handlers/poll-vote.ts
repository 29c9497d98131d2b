import { isDeepStrictEqual } from 'node:util'
import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { countsAfter, voteIn } from '../polls.ts'
import { findPoll, putVote } from '../store/polls.ts'

export const pollVote: Handler<'poll.vote', Chat> = ({ room, seq, answers: given }, { user }, chat) =>
  doToMessage(chat, { room, seq, user, seen: true }, async (tx, stream) => {
    const poll = (await findPoll(tx, { room, seq }, user)) ?? fail('NOT_A_POLL')
    const answers = voteIn(poll, given)
    const before = [...poll.own]
    if (isDeepStrictEqual(answers, before)) return stream.head
    const { seq: voted } = tx.emit(stream, 'poll.voted', user, { seq, answers, before })
    await putVote(tx, { room, seq, person: user, answers, voted }, countsAfter(poll, before, answers))
    return voted
  })
