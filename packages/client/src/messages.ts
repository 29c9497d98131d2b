/** A message as its reader sees it, whatever it comes from. */
import type { EventFrame } from '@parley/protocol'
import { isEvent } from './events.ts'
import type { Sent } from './outbox.ts'
import type { Pending } from './outbox-store.ts'
import { ParleyError } from './parley-error.ts'

/** A message of a room, as its reader sees it. */
export interface Message {
  /** UUIDv7; the same from the first try on. */
  readonly id: string
  /** Position in the room; not known while it is on its way. */
  readonly seq: number | undefined
  /** The id of whoever wrote it. */
  readonly by: string
  /** Milliseconds since 1970: by the server's clock once it is sent, by ours before. */
  readonly at: number
  /** Markdown, at most 4,000 characters. */
  readonly text: string
  /** `sending` until the server has it, `failed` when it was refused for good. */
  readonly state: 'sending' | 'sent' | 'failed'
  /** Of a failed one: why. */
  readonly error?: ParleyError | undefined
}

export type SentMessage = Message & { readonly seq: number }

/** Nothing where the event is no message. */
export const messageOf = (event: EventFrame): SentMessage | undefined => {
  if (!isEvent(event, 'message.sent')) return undefined
  const { seq, by = '', at, is } = event
  return { id: is.id, seq, by, at, text: is.text, state: 'sent' }
}

export const answeredMessage = ({ id, by, text }: Pending, { seq, at }: Sent): SentMessage => ({
  id,
  seq,
  by,
  at,
  text,
  state: 'sent',
})

/** The same pending message gives the same object, so that a view need not draw it again. */
const made = new WeakMap<Pending, Message>()

export const unsentMessage = (pending: Pending): Message => {
  const { id, by, at, text, error } = pending
  const known = made.get(pending)
  const message = { id, seq: undefined, by, at, text }
  const unsent: Message =
    known ?? (error ? { ...message, state: 'failed', error: new ParleyError(error) } : { ...message, state: 'sending' })
  made.set(pending, unsent)
  return unsent
}
