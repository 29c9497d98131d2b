/** Our frames as far as a load needs them; those of the bare servers are alike. */
import { uuid7 } from '@parley/client'
import type { Listener } from '../load/crowd.ts'

const id = '00000000-0000-0000-0000-000000000000'
/** No message begins before this place of its frame. */
const textAt =
  `{"on":"chat/room/${id}","seq":1,"ev":"message.sent","by":"${id}","at":1790000000000,"is":{"id":"${id}","text":"`
    .length
const letterO = 'o'.charCodeAt(0)
const endedLength = `{"on":"chat/room/${id}","ended":true}`.length
/** Behind this, `"ended"` is told from `"seq"` and `"ev"`. */
const endedAt = `{"on":"chat/room/${id}","e`.length
const letterN = 'n'.charCodeAt(0)

/** `{"on":…`, and not `{"id":…`. */
const isEvent = (buffer: Buffer, start: number) => buffer[start + 2] === letterO

const isEnded = (buffer: Buffer, start: number, end: number) =>
  end - start === endedLength && buffer[start + endedAt] === letterN

/** A frame is an event, an answer, or says that a room is followed no longer. */
export const takeFrame = (listener: Listener, buffer: Buffer, start: number, end: number): void => {
  if (isEnded(buffer, start, end)) listener.ended()
  else if (isEvent(buffer, start)) listener.messages(buffer, start + textAt, end)
  else takeAnswer(listener, buffer.toString('latin1', start, end))
}

const takeAnswer = (listener: Listener, text: string): void =>
  listener.answer(Number(/^\{"id":(\d+)/.exec(text)?.[1]), text.includes('"ok"'))

export const sendRequest = (requestId: number, room: string | undefined, text: string): string =>
  `{"id":${requestId},"do":"message.send","with":{"room":"${room}","id":"${uuid7()}","text":"${text}"}}`
