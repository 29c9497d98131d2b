/** Tells people, and the rooms that they are in, of their new names: some rooms at a time, however many there are. */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeIds, coalesce, type Database, type Log, makePace, type Publisher } from '@parley/service-kit'
import { type NameInRoom, readNameInRooms } from './store/names.ts'

/** Of so many rooms at once, from each process, and of as many again after so long. */
const roomsAtOnce = 100
const everyMs = 1_000
/** Names that an account can have in one history, before those of the next come. */
const mostNames = 2 ** 20

export interface Renames {
  /** Somebody has another name or profile, and it is committed. Nothing waits for it, nor fails with it. */
  note(person: string): void
}

/** Which of two names of somebody is the later one. */
export const nameVersion = ({ epoch, seq }: Pick<NameInRoom, 'epoch' | 'seq'>): number => epoch * mostNames + seq

const bodyOf = (user: string, named: NameInRoom) => ({
  user,
  name: named.name,
  ...(named.profile === null ? {} : { profile: named.profile }),
  ...(named.picture === null ? {} : { picture: named.picture }),
  version: nameVersion(named),
})

/** The name is read when it is told. Who gets yet another meanwhile is told of from the first room on. */
export const tellRenames = (db: Database, publisher: Publisher, log: Log): Renames => {
  /** Each with the room up to which it is told. */
  const waiting = new Map<string, string>()
  const pace = makePace(everyMs)

  /** Gives how many rooms that was. */
  const tellSome = async (person: string, after: string, most: number): Promise<number> => {
    const rows = await readNameInRooms(db, person, after, most)
    const [named] = rows
    if (!named) return 0
    const body = bodyOf(person, named)
    if (after === beforeIds) publisher.signal('chat/user', person, 'name.changed', null, body)
    const rooms = rows.flatMap(({ room }) => room ?? [])
    for (const room of rooms) publisher.signal('chat/room', room, 'member.renamed', null, body)
    const last = rooms.at(-1)
    if (last && rooms.length === most && !waiting.has(person)) waiting.set(person, last)
    return rooms.length
  }

  const step = async () => {
    for (let left = roomsAtOnce; left > 0; ) {
      const [next] = waiting
      if (!next) return
      waiting.delete(next[0])
      left -= 1 + (await tellSome(...next, left))
    }
  }

  const tell = coalesce(async () => {
    while (waiting.size > 0) {
      await sleep(pace.wait(), undefined, { ref: false })
      pace.step()
      await step()
    }
  })

  return {
    note: (person) => {
      waiting.set(person, beforeIds)
      tell().catch((err) => log.debug({ err }, 'nobody is told who has another name'))
    },
  }
}
