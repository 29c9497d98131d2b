/** Whom messages mention, and what else a send may say. */
import type { EventBody, EventFrame, Input } from '@parley/protocol'
import { isEvent } from './events.ts'

/** Whom a message mentions: `users` by their ids, and whether it mentions `all`. */
export type Mentions = NonNullable<EventBody<'message.sent'>['mentions']>

/**
 * What a message may say besides its text: a `subject` as a heading, the `tone` in which it is meant, whether it is `silent` and
 * notifies nobody, whom it mentions at most (`may_mention`, `{}` for nobody), a `card` that it shows, and after how many milliseconds
 * it is taken back by itself (`expires_ms`, from a minute to 28 days).
 */
export type Aside = Pick<
  Input<'message.send'>,
  'subject' | 'tone' | 'silent' | 'urgent' | 'may_mention' | 'card' | 'expires_ms'
>

const toldBy = (event: EventFrame): { mentions?: Mentions; told?: Mentions | undefined } => {
  if (isEvent(event, 'message.sent')) return { told: event.is.mentions }
  return isEvent(event, 'message.edited') ? event.is : {}
}

/** Whether an event tells this user that a message mentions them. Who is named was told then, or before everybody was. */
export const tells = (event: EventFrame, user: string): boolean => {
  const { told, mentions = told } = toldBy(event)
  if (!told || event.by === user) return false
  return told.users.includes(user) || (told.all !== undefined && !mentions?.users.includes(user))
}
