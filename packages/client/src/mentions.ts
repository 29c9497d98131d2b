/** Whom messages mention, and what else a send may say. */
import type { EventBody, EventFrame, Input } from '@parley/protocol'
import { isEvent } from './events.ts'

/** Whom a message mentions: `users` by their ids, and whether it mentions `all`. */
export type Mentions = NonNullable<EventBody<'message.sent'>['mentions']>

/** A file of a message, as it is known before any of its bytes are: `width` and `height` in pixels, `size` in bytes. */
export type AttachedFile = NonNullable<EventBody<'message.sent'>['files']>[number]

/**
 * What a message may say besides its text: a `subject` as a heading, the `tone` in which it is meant, whether it is `silent` and
 * notifies nobody, whom it mentions at most (`may_mention`, `{}` for nobody), a `card` that it shows, `files` that one has
 * uploaded (ten at most, and a text of 2,000 characters beside them), and after how many milliseconds it is taken back by itself
 * (`expires_ms`, from a minute to 28 days).
 */
export type Aside = Pick<
  Input<'message.send'>,
  'subject' | 'tone' | 'silent' | 'urgent' | 'may_mention' | 'card' | 'expires_ms'
> & { readonly files?: readonly AttachedFile[] | undefined }

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

/** Whether what an event says mentions this user, whoever was told of it before. */
export const names = (event: EventFrame, user: string): boolean => {
  const { mentions } = toldBy(event)
  return (
    mentions !== undefined &&
    (mentions.all !== undefined || mentions.users.includes(user) || mentions.roles !== undefined)
  )
}
