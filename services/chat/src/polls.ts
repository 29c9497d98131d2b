/** Polls: what a vote is, and what becomes of them when their time is over. */
import { fail } from '@parley/protocol'
import type { Chat } from './context.ts'
import { closePoll, deletePoll, listDuePolls, type PollKey, type PollRow } from './store/polls.ts'

type Standing = Pick<PollRow, 'counts' | 'multiple' | 'closed' | 'isOver'>

/** The answers in their order, each once; fails where one may not vote so, or not any more. */
export const voteIn = ({ counts, multiple, closed, isOver }: Standing, answers: readonly number[]): number[] => {
  if (closed !== null || isOver) fail('POLL_CLOSED')
  const chosen = [...new Set(answers)].toSorted((one, other) => one - other)
  if (chosen.some((answer) => answer >= counts.length) || (chosen.length > 1 && !multiple))
    fail('ANSWER_NOT_FOUND', { most: counts.length })
  return chosen
}

/** How many have voted for each answer, and in all, after one of them votes otherwise. */
export const countsAfter = (
  { counts, voters }: Pick<PollRow, 'counts' | 'voters'>,
  before: readonly number[],
  after: readonly number[],
) => ({
  counts: counts.map((count, place) => count - Number(before.includes(place)) + Number(after.includes(place))),
  voters: voters - Number(before.length > 0) + Number(after.length > 0),
})

const pollsAtOnce = 100

/** Of a room that is gone, the rest goes as well. */
const closeOne = ({ db }: Pick<Chat, 'db'>, key: PollKey): Promise<number> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lock([key.room])).find('chat/room', key.room)
    if (!stream) await deletePoll(tx, key)
    if (!stream || !(await closePoll(tx, key, stream.head + 1))) return 0
    tx.emit(stream, 'poll.closed', null, { seq: key.seq })
    return 1
  })

/** All whose time is over; each once, whoever else does the same. */
export const closeDue = async (chat: Pick<Chat, 'db'>): Promise<number> => {
  let all = 0
  for (;;) {
    const due = await listDuePolls(chat.db, pollsAtOnce)
    for (const key of due) all += await closeOne(chat, key)
    if (due.length === 0) return all
  }
}
