import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { deletePublication, seatsIn } from '../store/publications.ts'

/** Kept in the log of the space in which they may do it. */
export const announcementUnfollow: Handler<'announcement.unfollow', Chat> = (
  { room: source, into: target },
  { user },
  { db },
) =>
  db.transaction(
    async (tx) => {
      const seats = await seatsIn(tx, user, [source, target])
      if (seats.size === 0) fail('ROOM_NOT_FOUND')
      const managed = [target, source].find((room) => seats.get(room)?.manages) ?? fail('NOT_ALLOWED')
      const { space = '' } = seats.get(managed) ?? {}
      if (await deletePublication(tx, source, target))
        await noteAct(tx, { id: space }, user, { did: 'announcement.unfollow', room: managed })
      return {}
    },
    { account: user },
  )
