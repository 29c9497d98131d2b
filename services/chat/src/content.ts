/** What a send says, as it is written. */
import { type Mentions, mentionsIn } from '@parley/markdown'
import { type EventBody, fail, type Input, mostMentions, mostRoleMentions } from '@parley/protocol'
import type { NewMessage } from './store/messages.ts'

type Content = Omit<Input<'message.send'>, 'room' | 'files' | 'sticker'>
type MayMention = Content['may_mention']

/** Of whom a text names, those whom the send may mention: all of them where nothing is said. */
const restricted = ({ users, roles = [], all }: Mentions, may: NonNullable<MayMention>): Mentions | undefined => {
  const named = users.filter((user) => may.users?.includes(user))
  const called = roles.filter((role) => may.roles?.includes(role))
  const everybody = may.all ? all : undefined
  if (!everybody && named.length === 0 && called.length === 0) return undefined
  return { users: named, ...(called.length > 0 ? { roles: called } : {}), ...(everybody ? { all: everybody } : {}) }
}

/** Whom a text names; nothing where that is nobody. Who of them is in the room is found where it is written. */
export const namedIn = (text: string, may?: MayMention): Mentions | undefined => {
  const found = mentionsIn(text)
  const named = found && may ? restricted(found, may) : found
  if (named && named.users.length > mostMentions) fail('TOO_MANY_MENTIONS', { most: mostMentions })
  if ((named?.roles?.length ?? 0) > mostRoleMentions) fail('TOO_MANY_MENTIONS', { most: mostRoleMentions })
  return named
}

/** What it replies to goes along as it is said: whoever shows the message looks that up. */
export const messageOf = (
  room: string,
  sender: string,
  { may_mention, ...body }: Content,
  more: Pick<EventBody<'message.sent'>, 'files' | 'bank'> = {},
): NewMessage => {
  const { id, text, reply, subject, tone, silent, urgent, card, expires_ms } = body
  const mentions = namedIn(text, may_mention)
  return {
    room,
    key: id,
    sender,
    body: JSON.stringify({
      ...{ id, text, reply, subject, tone, card, expires_ms, ...more },
      silent: silent || undefined,
      urgent: urgent || undefined,
    }),
    tells: reply !== undefined || mentions !== undefined,
    ...(mentions || expires_ms ? { more: { mentions, expires_ms } } : {}),
  }
}
