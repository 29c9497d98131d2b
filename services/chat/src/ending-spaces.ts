/** Spaces that end: nobody sees anything of them at once; then everybody is told, and the rows go, some at a time. */
import { type Database, type Job, streamName } from '@parley/service-kit'
import { deletePiece } from './store/deleted.ts'
import { endSpace, finishSpace, leavingOf, listDeletedSpaces, takeLeaving } from './store/deleted-spaces.ts'
import { isDue, listEnding } from './store/spaces.ts'

const spacesAtOnce = 20
const peopleAtOnce = 100
const rowsAtOnce = 1_000

/** Not where it stays after all. What was said in its rooms is cleared as that of any room (`deletion.ts`). */
const end = (db: Database, space: string): Promise<void> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lockRuled(space)).find('chat/space', space)
    if (!stream || !(await isDue(tx, space))) return
    const { rooms, owner } = await leavingOf(tx, space)
    const streams = await tx.lock(rooms)
    for (const room of rooms) {
      const own = streams.find('chat/room', room)
      if (own) tx.emit(own, 'room.deleted', null, {})
    }
    tx.emit(stream, 'space.deleted', null, {})
    await endSpace(tx, space, rooms, owner)
  })

/** How many were told that they live there no longer. */
const tellSome = (db: Database, space: string): Promise<number> =>
  db.transaction(async (tx) => {
    const people = await takeLeaving(tx, space, peopleAtOnce)
    const streams = await tx.lock(people)
    for (const person of people) {
      const own = streams.find('chat/user', person)
      if (own) tx.emit(own, 'space.left', null, { space, on: streamName('chat/space', space) })
    }
    return people.length
  })

/** Safe to repeat, and to do twice at once. */
const finish = async (db: Database, space: string): Promise<void> => {
  while ((await tellSome(db, space)) > 0);
  while ((await deletePiece(db, space, rowsAtOnce)) > 0);
  await finishSpace(db, space)
}

/** Ends those whose grace is over, and does what processes that ended have left undone. */
export const endSpaces = (db: Database): Job<'spaces'> => ({
  name: 'end-spaces',
  everySeconds: 5,
  isOften: true,
  counts: ['spaces'],
  run: async () => {
    for (const space of await listEnding(db, spacesAtOnce)) await end(db, space)
    const ended = await listDeletedSpaces(db, spacesAtOnce)
    for (const space of ended) await finish(db, space)
    return { spaces: ended.length }
  },
})
