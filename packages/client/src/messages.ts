/** A message as its reader sees it, whatever it comes from. */
import type { EventFrame } from '@parley/protocol'
import { type EventOf, isEvent } from './events.ts'
import type { Aside, AttachedFile, Mentions } from './mentions.ts'
import type { MessageState } from './message-states.ts'
import { ParleyError } from './parley-error.ts'
import type { Sent } from './unsent.ts'
import type { Pending } from './unsent-store.ts'

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
  /** Position of the message that it replies to: `room.message` has that one, unless it is not loaded or was taken back. */
  readonly reply?: number | undefined
  /** When it was last edited, in milliseconds since 1970: `text` is what it says since then. */
  readonly edited?: number | undefined
  /** Whom it mentions: ids, and whether everybody. Not there where that is nobody, or the server has not told it yet. */
  readonly mentions?: Mentions | undefined
  /** What it is about. */
  readonly subject?: string | undefined
  /** How it is meant; a newer server may have more of them. */
  readonly tone?: Aside['tone']
  /** A card that it shows: `cardsOf` of the entry for contacts tells how it stands. One of another room is not for this one. */
  readonly card?: string | undefined
  /** Whether it notifies nobody. */
  readonly silent?: boolean | undefined
  /** Whether it wakes those whom it notifies again and again. */
  readonly urgent?: boolean | undefined
  /** By emoji, the first one first; not there where there are none. */
  readonly reactions?: readonly Reaction[] | undefined
  /** When it is taken back by itself, in milliseconds since 1970; not there where it stays. */
  readonly expires?: number | undefined
  /** What it asks, where it is a poll, and how the votes stand. */
  readonly poll?: Poll | undefined
  /** Where it says what another message said: who said that (`by`) and when (`at`). Whoever is in the room where that was finds it by `message.origin`. */
  readonly forwarded?: EventOf<'message.sent'>['is']['forwarded']
  /** Of a forwarded one: emoji of the space in which it was said, which `text` names as `:name:`; `filesOf` of the entry for files gets at their pictures. */
  readonly emoji?: EventOf<'message.sent'>['is']['emoji']
  /** That its file is a sticker, a GIF or a sound of a space, called as the file is. */
  readonly bank?: EventOf<'message.sent'>['is']['bank']
  /** Files that it has: `filesOf` of the entry for files gets at them. Not there where there are none. */
  readonly files?: readonly AttachedFile[] | undefined
  /** What its links lead to, as the server found it; not there where nothing is known of any. `filesOf` of the entry for files gets at their pictures. */
  readonly previews?: MessageState['previews']
  /** Whether the room keeps it at hand. */
  readonly pinned?: boolean | undefined
  /** Of a post of a forum: its tags, by their numbers, as far as it was given any; `tags` of the room of the space says what they are called. */
  readonly tags?: readonly number[] | undefined
  /** Its thread, where it has one: `parley.openRoom` opens it by its `room`. */
  readonly thread?: Thread | undefined
  /** Of a failed one: why. */
  readonly error?: ParleyError | undefined
}

/** What is told of a thread at its message: the same figures everywhere, and within a second. */
export type Thread = NonNullable<MessageState['thread']>

/** How many have reacted with one emoji, those left out whom one hides. */
export interface Reaction {
  /** In the form that Unicode recommends. */
  readonly emoji: string
  /** At least 1. */
  readonly count: number
  /** Whether one has done so oneself. */
  readonly own?: boolean | undefined
}

/** A poll: its question is the text of the message. */
export interface Poll {
  /** How many have voted for each, and whether one has done so oneself. */
  readonly answers: readonly { readonly text: string; readonly count: number; readonly own: boolean }[]
  /** Whether one may choose several. */
  readonly multiple: boolean
  /** How many have voted. */
  readonly voters: number
  /** Until when one may vote, in milliseconds since 1970; not there where it has no deadline. */
  readonly closes?: number | undefined
  /** Whether it has been closed. */
  readonly closed: boolean
}

export type SentMessage = Message & { readonly seq: number }

/** As it is now, by what is known to have become of it. Nothing where the event is no message. */
export const messageOf = (event: EventFrame, become?: MessageState): SentMessage | undefined => {
  if (!isEvent(event, 'message.sent')) return undefined
  const { seq, by = '', at, is } = event
  const { edited, reactions, previews, pinned, poll, tags, thread } = become ?? {}
  return {
    id: is.id,
    seq,
    by,
    at,
    text: edited?.text ?? is.text,
    state: 'sent',
    ...asideOf(is, at, (edited ?? is).mentions),
    edited: edited?.at,
    reactions,
    previews,
    pinned: pinned ? true : undefined,
    poll: is.poll && pollOf(is.poll, poll),
    forwarded: is.forwarded,
    tags,
    thread,
  }
}

const besides = ['reply', 'subject', 'tone', 'silent', 'urgent', 'card', 'files', 'emoji', 'bank'] as const

/** What a message says besides its text, as far as it says it. */
const asideOf = (
  said: Pick<Message, 'reply' | 'emoji' | 'bank'> & Aside,
  at: number,
  mentions?: Mentions,
  { expires_ms } = said,
): Partial<Message> => ({
  ...Object.fromEntries(besides.flatMap((name) => (said[name] ? [[name, said[name]]] : []))),
  ...(expires_ms && { expires: at + expires_ms }),
  ...(mentions && { mentions }),
})

const pollOf = (
  { answers, multiple, closes }: NonNullable<EventOf<'message.sent'>['is']['poll']>,
  { counts = [], own = [], voters = 0, closed }: Partial<NonNullable<MessageState['poll']>> = {},
): Poll => ({
  answers: answers.map((text, place) => ({ text, count: counts[place] ?? 0, own: own.includes(place) })),
  multiple: multiple === true,
  voters,
  closed: closed !== undefined,
  ...(closes && { closes }),
})

export const answeredMessage = ({ id, by, text, reply, aside }: Pending, { seq, at }: Sent): SentMessage => ({
  id,
  seq,
  by,
  at,
  text,
  state: 'sent',
  ...asideOf({ reply, ...aside }, at),
})

/** The same pending message gives the same object, so that a view need not draw it again. */
const made = new WeakMap<Pending, Message>()

export const unsentMessage = (pending: Pending): Message => {
  const { id, by, at, text, reply, aside, error } = pending
  const known = made.get(pending)
  const message = { id, seq: undefined, by, at, text, ...asideOf({ reply, ...aside }, at) }
  const unsent: Message =
    known ?? (error ? { ...message, state: 'failed', error: new ParleyError(error) } : { ...message, state: 'sending' })
  made.set(pending, unsent)
  return unsent
}
