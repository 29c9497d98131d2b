/** Where threads stand, for those who are in their rooms and do not look at them. */
import type { Database, Publisher } from '@parley/service-kit'
import { lastOf, type MovedForFollower, type MovedThread, movedForFollowers, movedThreads } from './store/threads.ts'

/** Who has posted in which thread. */
type Posters = ReadonlyMap<string, ReadonlySet<string>>

const figuresOf = ({ room, root: seq, head, tally, replies, ...last }: MovedThread) => ({
  room,
  seq,
  head,
  tally,
  replies,
  ...lastOf(last),
})

type Standing = Pick<MovedForFollower, 'name' | 'archived' | 'locked' | 'minutes'>

/** How a thread stands, as `thread.get` says it. */
const standingOf = ({ name, archived, locked, minutes }: Standing) => ({
  ...(name === '' ? {} : { name }),
  ...(archived ? { archived: true as const } : {}),
  ...(locked ? { locked: true as const } : {}),
  archive_minutes: minutes,
})

/**
 * The figures say nothing of who wrote, so they are the same for all; that somebody posted is told besides, to those who see their
 * words.
 */
const tellRooms = async (db: Database, publisher: Publisher, threads: readonly string[], posters: Posters) => {
  for (const thread of await movedThreads(db, threads)) {
    const { parent, room, root: seq } = thread
    const rightsAt = thread.rightsAt ?? undefined
    publisher.signal('chat/room', parent, 'thread.moved', null, figuresOf(thread), rightsAt)
    for (const by of posters.get(room) ?? [])
      publisher.signal('chat/room', parent, 'thread.replied', by, { room, seq }, rightsAt)
  }
}

/** Of private threads nothing is told in the room: each of who follows one is told by themselves. */
const tellFollowers = async (db: Database, publisher: Publisher, threads: readonly string[]) => {
  for (const { person, unread, ...thread } of await movedForFollowers(db, threads)) {
    const body = { parent: thread.parent, ...figuresOf(thread), ...standingOf(thread), unread }
    publisher.signal('chat/user', person, 'thread.advanced', null, body)
  }
}

export const tellThreads = async (
  db: Database,
  publisher: Publisher,
  threads: readonly string[],
  posters: Posters,
): Promise<void> => {
  await Promise.all([tellRooms(db, publisher, threads, posters), tellFollowers(db, publisher, threads)])
}
