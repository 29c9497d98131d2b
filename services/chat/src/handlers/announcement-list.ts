import { fail, mostSources } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { listSources, listTargets, seatsIn } from '../store/publications.ts'

const atOnce = 50

export const announcementList: Handler<'announcement.list', Chat> = async (
  { room, after },
  { user },
  { db, answerBytes },
) => {
  const seat = (await seatsIn(db, user, [room])).get(room) ?? fail('ROOM_NOT_FOUND')
  if (!seat.manages) fail('NOT_ALLOWED')
  const [following, found] = await Promise.all([
    after === undefined ? listSources(db, room, { person: user, most: mostSources }) : [],
    listTargets(db, room, { person: user, after, most: atOnce + 1 }),
  ])
  const followers = [...takeFitting(found.slice(0, atOnce), jsonBytes, answerBytes() / 2)]
  return { following, followers, more: found.length > followers.length }
}
