import type { Input } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom } from '../membership.ts'
import { checkMayTakeBack } from '../rules.ts'
import { findMessages } from '../store/message-states.ts'
import { takeBackAll } from '../taking-back.ts'
import { isThread } from '../thread-id.ts'

const positionsOf = (input: Input<'message.delete'>): number[] =>
  'seq' in input ? [input.seq] : [...new Set(input.seqs)].toSorted((one, other) => one - other)

export const messageDelete: Handler<'message.delete', Chat> = async (input, { user }, { db, moves }) => {
  const { room } = input
  const seqs = positionsOf(input)
  const taken = await db.transaction(
    async (tx) => {
      const { stream, rules, members } = await lockRoom(tx, room, user, [])
      const found = new Map((await findMessages(tx, room, seqs)).map((message) => [message.seq, message]))
      const caller = { person: user, as: members.get(user), kind: rules }
      const there = seqs.filter((seq) => checkMayTakeBack(found.get(seq), caller))
      await takeBackAll(
        tx,
        stream,
        there.map((seq) => ({ seq, edits: found.get(seq)?.edits ?? [] })),
        user,
      )
      return { seq: stream.head }
    },
    { account: user, weight: seqs.length },
  )
  if (isThread(room)) moves.note(room)
  return taken
}
