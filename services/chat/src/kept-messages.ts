/** Messages about which somebody keeps something for themselves, as they see them. */
import { type EventFrame, isRedacted, type Output, type Redacted } from '@parley/protocol'
import { eventsAt, type Queryable } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { checkIsMessage, checkSees } from './rules.ts'
import { sightOf } from './store/hidden.ts'
import type { Kept } from './store/kept.ts'
import { findMessages } from './store/message-states.ts'
import { reachesOf } from './store/reach.ts'

interface Of {
  readonly person: string
  readonly room: string
  readonly seq: number
}

/** MESSAGE_NOT_FOUND unless there is a message which they see. */
export const checkSeen = async (db: Queryable, { person, room, seq }: Of): Promise<void> => {
  const [message] = await findMessages(db, room, [seq], person)
  checkSees(checkIsMessage(message), await sightOf(db, person))
}

type Told = Pick<Output<'bookmark.list'>['bookmarks'][number], 'event' | 'edited'>
type Place = Kept & Omit<Of, 'person'>

/** What it says now is read before the message itself: of one that is taken back meanwhile neither is told. */
const toldOf = ({ edited }: Kept, frame: string | undefined): Told => {
  if (frame === undefined) return {}
  const event = JSON.parse(frame) as EventFrame | Redacted
  return { event, ...(edited && !isRedacted(event) ? { edited } : {}) }
}

/** In the order of the places; nothing where there is none. */
export const tellMessages = async (
  { db }: Pick<Chat, 'db'>,
  person: string,
  places: readonly (Place | undefined)[],
): Promise<Told[]> => {
  const held = places.flatMap((place) => place ?? [])
  const reaches = await reachesOf(
    db,
    person,
    held.map(({ room }) => room),
  )
  const asked = held.map(({ room, seq, epoch }) => ({
    on: `chat/room/${room}`,
    seq,
    epoch,
    since: reaches.get(room) ?? 0,
  }))
  const frames = await eventsAt(db, asked, { sight: await sightOf(db, person) })
  const byPlace = new Map(held.map((place, at) => [place, frames[at]]))
  return places.map((place) => (place ? toldOf(place, byPlace.get(place)) : {}))
}
