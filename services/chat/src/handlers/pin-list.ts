import { type EventFrame, type Redacted, usualPage } from '@parley/protocol'
import { eventsAt, type Handler, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { kindFor } from '../membership.ts'
import { bytesTold, statesTold } from '../states-told.ts'
import { sightOf } from '../store/hidden.ts'
import { readPinned } from '../store/message-states.ts'

export const pinList: Handler<'pin.list', Chat> = async (
  { room, before, limit = usualPage.pins },
  { user },
  { db, answerBytes },
) => {
  await kindFor(db, room, user)
  const asked = { person: user, room, before, limit: limit + 1 }
  const [{ head, epoch, bySeq }, sight] = await Promise.all([readPinned(db, asked), sightOf(db, user)])
  const pinned = [...bySeq.values()].toSorted((one, other) => (other.pinned ?? 0) - (one.pinned ?? 0))
  const places = pinned.slice(0, limit).map(({ seq }) => ({ on: `chat/room/${room}`, seq, epoch }))
  const frames = await eventsAt(db, places, { sight })
  const pins = pinned.slice(0, limit).flatMap(({ pinned: at = 0 }, place) => {
    const frame = frames[place]
    return frame ? [{ pinned: at, event: JSON.parse(frame) as EventFrame | Redacted }] : []
  })
  const held = takeFitting(pins, ({ event }) => bytesTold(event, bySeq), answerBytes())
  const events = held.map(({ event }) => event)
  return {
    epoch,
    head,
    pins: [...held],
    ...statesTold(events, bySeq),
    more: pinned.length > limit || held.length < pins.length,
  }
}
