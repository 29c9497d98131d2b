/** Forwarding: what a message says, as it is said once more. */
import { emojiNamesIn } from '@parley/markdown'
import { type EventBody, fail, mostEmojiTold, originOf } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { checkSees } from './rules.ts'
import { emojiNamed } from './store/emoji.ts'
import { findSaid, type MessageKey, type SaidMessage } from './store/forwards.ts'
import type { NewMessage } from './store/messages.ts'

/** As this person sees it; ROOM_NOT_FOUND or MESSAGE_NOT_FOUND where they do not. */
export const saidTo = async (db: Queryable, person: string, place: MessageKey): Promise<SaidMessage> => {
  const said = await findSaid(db, person, place)
  if (said === undefined) return fail('ROOM_NOT_FOUND')
  if (said === null || (said.left !== null && said.left <= 0)) return fail('MESSAGE_NOT_FOUND')
  const { by, body, audience, hides } = said
  const sight = { hides: new Set(hides), audiences: new Set<string>() }
  checkSees({ ev: 'message.sent', by, origin: originOf(body), audience }, sight)
  return said
}

type Emoji = EventBody<'message.sent'>['emoji']

/** Emoji of the space in which it was said first, for those who do not live there. */
export const emojiOf = async (db: Queryable, { body, edited }: SaidMessage, room: string): Promise<Emoji> => {
  const { text, forwarded, emoji } = JSON.parse(body) as EventBody<'message.sent'>
  if (forwarded) return emoji
  const names = emojiNamesIn(edited ?? text)
  const found = names.length > 0 ? await emojiNamed(db, room, names, mostEmojiTold) : []
  return found.length > 0 ? found : undefined
}

export interface Target {
  readonly room: string
  /** Of the new message. */
  readonly id: string
  readonly sender: string
}

/** What is forwarded again is as it was said first: whoever passed it on is not told. */
export const forwardOf = (
  { by, at, body, edited, left, from }: SaidMessage,
  place: MessageKey,
  { room, id: key, sender }: Target,
  more: Pick<EventBody<'message.sent'>, 'files' | 'bank' | 'emoji'>,
): NewMessage => {
  const { text, subject, tone, poll, forwarded = { by, at } } = JSON.parse(body) as EventBody<'message.sent'>
  if (poll) fail('POLL_NOT_FORWARDED')
  const expires_ms = left ?? undefined
  return {
    room,
    key,
    sender,
    body: JSON.stringify({ id: key, text: edited ?? text, subject, tone, expires_ms, forwarded, ...more }),
    more: { expires_ms, forward: { by: forwarded.by, ...(from ?? place) } },
  }
}
