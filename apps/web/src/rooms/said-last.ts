import { t } from '@lingui/core/macro'
import { isEvent, type Room } from '@parley/client'

export interface SaidLast {
  /** Who said it; nothing where `text` is the page's own. */
  readonly by: string | undefined
  readonly text: string
}

/** Of each message one: what is selected stays the same while nothing in it changes. */
const made = new WeakMap<object, SaidLast>()

const once = (of: object, said: SaidLast): SaidLast => {
  const before = made.get(of)
  if (before) return before
  made.set(of, said)
  return said
}

const nothing: SaidLast = { by: undefined, text: t`No messages yet` }
const unknown: SaidLast = { by: undefined, text: '…' }

/** What was said last in a room, as far as that is known. */
export const saidLast = ({ messages, newest, events }: Pick<Room, 'messages' | 'newest' | 'events'>): SaidLast => {
  const last = messages.at(-1)
  if (last) return once(last, { by: last.by, text: last.text })
  if (!newest) return unknown
  if (isEvent(newest, 'message.sent')) return once(newest, { by: newest.by, text: newest.is.text })
  if (isEvent(newest, 'message.edited')) return once(newest, { by: newest.by, text: newest.is.text })
  return events[0]?.seq === 1 ? nothing : unknown
}
