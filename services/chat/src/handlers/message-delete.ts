import type { Input } from '@parley/protocol'
import type { Handler, LockedStream, Transaction } from '@parley/service-kit'
import { noteActIn } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockRoom } from '../membership.ts'
import { checkMayTakeBack } from '../rules.ts'
import { findMessages, type MessageRow } from '../store/message-states.ts'
import { takeBackAll } from '../taking-back.ts'
import { isThread } from '../thread-id.ts'

const positionsOf = (input: Input<'message.delete'>): number[] =>
  'seq' in input ? [input.seq] : [...new Set(input.seqs)].toSorted((one, other) => one - other)

/** What others had said: an entry for each of them. */
const noteTaken = async (
  tx: Transaction,
  stream: LockedStream<'chat/room'>,
  user: string,
  taken: readonly MessageRow[],
) => {
  const others = Map.groupBy(
    taken.filter(({ by }) => by !== null && by !== user),
    ({ by }) => by as string,
  )
  for (const [author, said] of others)
    await noteActIn(tx, stream, user, { did: 'message.delete', users: [author], seqs: said.map(({ seq }) => seq) })
}

export const messageDelete: Handler<'message.delete', Chat> = async (input, { user }, { db, moves }) => {
  const { room } = input
  const seqs = positionsOf(input)
  const taken = await db.transaction(
    async (tx) => {
      const { stream, rules, members } = await lockRoom(tx, room, user, [])
      const found = new Map((await findMessages(tx, room, seqs, user)).map((message) => [message.seq, message]))
      const caller = { person: user, as: members.get(user), kind: rules }
      const there = seqs.filter((seq) => checkMayTakeBack(found.get(seq), caller))
      await takeBackAll(
        tx,
        stream,
        there.map((seq) => ({ seq, edits: found.get(seq)?.edits ?? [], previewed: found.get(seq)?.previewed ?? [] })),
        user,
      )
      await noteTaken(
        tx,
        stream,
        user,
        there.flatMap((seq) => found.get(seq) ?? []),
      )
      return { seq: stream.head }
    },
    { account: user, weight: seqs.length },
  )
  if (isThread(room)) moves.note(room)
  return taken
}
