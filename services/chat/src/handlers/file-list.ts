import {
  type EventBody,
  type EventFrame,
  fail,
  isRedacted,
  type Output,
  type Redacted,
  usualPage,
} from '@parley/protocol'
import { eventsAt, type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { sightOf } from '../store/hidden.ts'
import { findWithFiles } from '../store/kept-files.ts'

type Told = Output<'file.list'>['messages'][number]

/** Nothing of what is hidden from them, has expired, or was taken back meanwhile. */
const toldOf = (frame: string | undefined): Told | undefined => {
  if (frame === undefined) return undefined
  const event = JSON.parse(frame) as EventFrame | Redacted
  if (isRedacted(event)) return undefined
  const { files = [] } = event.is as EventBody<'message.sent'>
  return { seq: event.seq, by: event.by ?? '', at: event.at, files }
}

export const fileList: Handler<'file.list', Chat> = async (
  { room, before, limit = usualPage.files },
  { user },
  { db, answerBytes },
) => {
  const rows = await findWithFiles(db, { person: user, room, before, limit: limit + 1 })
  if (rows.length === 0) fail('ROOM_NOT_FOUND')
  const epoch = db.read(rows)
  const asked = rows.slice(0, limit).flatMap(({ seq, since }) => (seq === null ? [] : [{ seq, since }]))
  const places = asked.map((place) => ({ ...place, on: `chat/room/${room}`, epoch }))
  const frames = await eventsAt(db, places, { sight: await sightOf(db, user) })
  const found = asked.map(({ seq }, place) => ({ seq, told: toldOf(frames[place]) }))
  const held = takeFitting(found, ({ told }) => (told ? jsonBytes(told) : 0), answerBytes())
  const isMore = rows.length > limit || held.length < found.length
  const next = isMore ? held.at(-1)?.seq : undefined
  return { epoch, messages: held.flatMap(({ told }) => told ?? []), ...(next ? { next } : {}) }
}
