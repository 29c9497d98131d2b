import { fail, mostSources, mostTargets } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { countPublications, insertPublication, seatsIn } from '../store/publications.ts'
import { spaceOf } from '../store/space-rooms.ts'

/** Behind the lock of both rooms: what is said in the one after this comes to the other, and they are counted right. */
export const announcementFollow: Handler<'announcement.follow', Chat> = (
  { room: source, into: target },
  { user },
  { db },
) =>
  db.transaction(
    async (tx) => {
      const space = (await spaceOf(tx, target)) ?? fail('ROOM_NOT_FOUND')
      if (!(await seatsIn(tx, user, [source])).has(source)) fail('ROOM_NOT_FOUND')
      const { stream } = await lockSpace(tx, space, user, { also: [source, target], orElse: 'ROOM_NOT_FOUND' })
      const seats = await seatsIn(tx, user, [source, target])
      const [from, into] = [seats.get(source) ?? fail('ROOM_NOT_FOUND'), seats.get(target) ?? fail('ROOM_NOT_FOUND')]
      if (!into.manages) fail('NOT_ALLOWED')
      if (from.form !== 'announcement' || into.form !== 'text' || from.space === into.space) fail('CANNOT_FOLLOW')
      const { sources, targets, follows } = await countPublications(tx, source, target)
      if (follows) return {}
      if (sources >= mostSources) fail('TOO_MANY_FOLLOW', { most: mostSources })
      if (targets >= mostTargets) fail('TOO_MANY_FOLLOW', { most: mostTargets })
      await insertPublication(tx, { source, target, person: user, done: from.head })
      await noteAct(tx, stream, user, { did: 'announcement.follow', room: target })
      return {}
    },
    { account: user },
  )
