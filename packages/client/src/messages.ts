/** The messages of a room as its reader sees them. */
import type { EventFrame } from '@parley/protocol'
import { isEvent } from './events.ts'
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

/** The same event or pending message gives the same object, so that a view need not draw it again. */
const made = new WeakMap<EventFrame | Pending, Message>()

const once = <T extends EventFrame | Pending>(source: T, make: (source: T) => Message): Message => {
  const message = made.get(source) ?? make(source)
  made.set(source, message)
  return message
}

const fromEvent = (event: EventFrame): Message[] => {
  if (!isEvent(event, 'message.sent')) return []
  const { seq, by = '', at, is } = event
  return [once(event as EventFrame, () => ({ id: is.id, seq, by, at, text: is.text, state: 'sent' }))]
}

const fromPending = ({ id, by, at, text, error }: Pending): Message => ({
  id,
  seq: undefined,
  by,
  at,
  text,
  ...(error ? { state: 'failed', error: new ParleyError(error) } : { state: 'sending' }),
})

/**
 * Sent ones by position, then the others in sending order. `answered` are those that the server has confirmed and whose
 * events have not come yet.
 */
export const messagesOf = (
  events: readonly EventFrame[],
  answered: readonly SentMessage[],
  unsent: readonly Pending[],
): readonly Message[] => [
  ...events.flatMap(fromEvent),
  ...answered.toSorted((a, b) => a.seq - b.seq),
  ...unsent.map((pending) => once(pending, fromPending)),
]
