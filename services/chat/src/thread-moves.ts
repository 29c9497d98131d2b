/** Where threads stand, for those who are in their rooms and do not look at them. */
import type { Database, Publisher } from '@parley/service-kit'
import { lastOf, movedThreads } from './store/threads.ts'

/**
 * The figures say nothing of who wrote, so they are the same for all; that somebody posted is told besides, to those who see their
 * words. Of private threads nothing is told in the room.
 */
export const tellThreads = async (
  db: Database,
  publisher: Publisher,
  threads: readonly string[],
  posters: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> => {
  for (const { parent, room, root: seq, private: isPrivate, head, tally, replies, ...last } of await movedThreads(
    db,
    threads,
  )) {
    if (isPrivate) continue
    publisher.signal('chat/room', parent, 'thread.moved', null, { room, seq, head, tally, replies, ...lastOf(last) })
    for (const by of posters.get(room) ?? []) publisher.signal('chat/room', parent, 'thread.replied', by, { room, seq })
  }
}
