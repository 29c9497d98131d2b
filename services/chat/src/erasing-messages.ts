/** What somebody whose account is closed has said, and how they reacted and voted: taken back, where they want it, as they might have done themselves. */
import type { ErasingStep, LockedStream, Piece, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { countsAfter } from './polls.ts'
import { authorMark } from './search-terms.ts'
import { findReacted, findSaid, findVoted, roomsAfter, type Said } from './store/erasing.ts'
import { findMessages } from './store/message-states.ts'
import { findPoll, putVote } from './store/polls.ts'
import { deleteReaction } from './store/reactions.ts'
import { takeBackAll } from './taking-back.ts'

const roomsAtOnce = 200
/** So few that nobody waits long for the room that is locked. */
const atOnce = 100

type Find<Found extends Said> = (tx: Transaction, rooms: readonly string[], user: string) => Promise<Found[]>
/** How many it was. Their stream is locked: what was found before that may be gone. */
type TakeBack<Found extends Said> = (
  tx: Transaction,
  stream: LockedStream<'chat/room'>,
  found: readonly Found[],
  user: string,
) => Promise<number>

interface Taking<Found extends Said> {
  readonly what: string
  readonly find: Find<Found>
  readonly takeBack: TakeBack<Found>
  readonly told?: (room: string) => void
}

/** Room after room, in each some at a time. */
const inAllRooms = <Found extends Said>({ what, find, takeBack, told }: Taking<Found>): ErasingStep => ({
  what,
  erase: async (tx, { user, messages }, after): Promise<Piece> => {
    if (messages !== 'remove') return { count: 0 }
    const rooms = await roomsAfter(tx, after || undefined, roomsAtOnce)
    const found = await find(tx, rooms, user)
    const [first] = found
    if (!first) return { count: 0, after: rooms.at(-1) }
    const { room } = first
    const stream = (await tx.lock([room])).find('chat/room', room)
    const here = found.filter((one) => one.room === room)
    const count = stream ? await takeBack(tx, stream, here, user) : 0
    return { count, after: after ?? '', told: told && (() => told(room)) }
  },
})

export const eraseSaid = ({ moves }: Pick<Chat, 'moves'>): ErasingStep =>
  inAllRooms({
    what: 'messages',
    find: (tx, rooms, user) => findSaid(tx, rooms, user, `'${authorMark(user)}'`, atOnce),
    takeBack: async (tx, stream, found, user) => {
      const seqs = found.map(({ seq }) => seq)
      const held = await findMessages(tx, stream.id, seqs)
      const said = held.filter(({ ev, by }) => ev === 'message.sent' && by === user)
      await takeBackAll(
        tx,
        stream,
        said.toSorted((one, other) => one.seq - other.seq),
        user,
      )
      return said.length
    },
    told: (room) => moves.note(room),
  })

export const eraseReactions = inAllRooms({
  what: 'reactions',
  find: (tx, rooms, user) => findReacted(tx, rooms, user, atOnce),
  takeBack: async (tx, stream, found, user) => {
    for (const { room, seq, emoji } of found) {
      await deleteReaction(tx, { room, seq, emoji, person: user })
      tx.emit(stream, 'reaction.removed', user, { seq, emoji })
    }
    return found.length
  },
})

/** What a poll that is over has come to stays as it is. */
export const eraseVotes = inAllRooms({
  what: 'votes',
  find: (tx, rooms, user) => findVoted(tx, rooms, user, atOnce),
  takeBack: async (tx, stream, found, user) => {
    let taken = 0
    for (const { room, seq } of found) {
      const poll = await findPoll(tx, { room, seq }, user)
      if (!poll || poll.closed !== null || poll.own.length === 0) continue
      const before = [...poll.own]
      const { seq: voted } = tx.emit(stream, 'poll.voted', user, { seq, answers: [], before })
      await putVote(tx, { room, seq, person: user, answers: [], voted }, countsAfter(poll, before, []))
      taken++
    }
    return taken
  },
})
