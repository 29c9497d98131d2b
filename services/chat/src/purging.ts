/** What somebody who was banned has said is taken back, a little at a time, just as if each message were deleted. */
import { beforeIds, type Job } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { authorMark } from './search-terms.ts'
import { endPurge, findToPurge, listPurges, type Purge, roomsAfter } from './store/bans.ts'
import { findMessages } from './store/message-states.ts'
import { takeBackAll } from './taking-back.ts'

const purgesAtOnce = 20
const roomsAtOnce = 100
/** So few that nobody waits long for the room that is locked. */
const messagesAtOnce = 100

type Side = Pick<Chat, 'db' | 'moves'>

const purgeIn = ({ db }: Side, { person, by }: Purge, room: string, seqs: readonly number[]): Promise<number> =>
  db.transaction(
    async (tx) => {
      const stream = (await tx.lock([room])).find('chat/room', room)
      const held = stream ? await findMessages(tx, room, seqs) : []
      const said = held.filter((message) => message.ev === 'message.sent' && message.by === person)
      const inOrder = said.toSorted((one, other) => one.seq - other.seq)
      if (stream) await takeBackAll(tx, stream, inOrder, by)
      return said.length
    },
    { account: room, weight: seqs.length },
  )

/** In these rooms, until nothing is left. */
const purgeAll = async (side: Side, purge: Purge, rooms: readonly string[]): Promise<number> => {
  const mark = `'${authorMark(purge.person)}'`
  let all = 0
  for (;;) {
    const found = await findToPurge(side.db, purge, rooms, mark, messagesAtOnce)
    for (const [room, seqs] of found) {
      all += await purgeIn(side, purge, room, seqs)
      side.moves.note(room)
    }
    if (found.size === 0) return all
  }
}

/** Safe to repeat, and to do twice at once. */
const finish = async (side: Side, purge: Purge): Promise<number> => {
  let all = 0
  let after: string = beforeIds
  for (;;) {
    const rooms = await roomsAfter(side.db, purge.space, after, roomsAtOnce)
    if (rooms.length === 0) break
    all += await purgeAll(side, purge, rooms)
    after = rooms.at(-1) as string
  }
  await endPurge(side.db, purge)
  return all
}

export const purgeBanned = (side: Side): Job<'people' | 'messages'> => ({
  name: 'purge-banned',
  everySeconds: 5,
  isOften: true,
  counts: ['people', 'messages'],
  run: async () => {
    const purges = await listPurges(side.db, purgesAtOnce)
    let messages = 0
    for (const purge of purges) messages += await finish(side, purge)
    return { people: purges.length, messages }
  },
})
