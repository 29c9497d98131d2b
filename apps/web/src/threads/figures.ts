/** Threads as the server tells them, and what it tells of them in passing. */
import { plural, t } from '@lingui/core/macro'
import type { EventOf, Output, SignalOf } from '@parley/client'

export type ThreadTold = Output<'thread.get'>

/** It has moved: others have written there, so what is new is unread. What is older than what is known says nothing. */
export const moved = (
  thread: ThreadTold,
  { head, tally, replies, last }: SignalOf<'thread.moved'>['is'],
): ThreadTold => {
  if (head <= thread.head) return thread
  const { last: _, ...rest } = thread
  const unread = thread.unread + Math.max(0, tally - thread.tally)
  return { ...rest, head, tally, replies, unread, ...(last && { last }) }
}

/** As `moved`, of a private one, where it is told what is unread. */
export const advanced = (thread: ThreadTold, is: SignalOf<'thread.advanced'>['is']): ThreadTold => {
  const now = moved(thread, is)
  if (now === thread) return thread
  const { name, archived, locked, archive_minutes } = is
  const { name: _, archived: __, locked: ___, ...rest } = now
  // A server of before says nothing of how it stands.
  if (!archive_minutes) return { ...now, unread: is.unread }
  const standing = { ...(name && { name }), ...(archived && { archived }), ...(locked && { locked }), archive_minutes }
  return { ...rest, unread: is.unread, ...standing }
}

/** What it is called and how it stands was changed; what is not given stays. */
export const changed = (
  { archived: wasArchived, locked: wasLocked, ...thread }: ThreadTold,
  { name, archived, locked, archive_minutes }: EventOf<'thread.changed'>['is'],
): ThreadTold => ({
  ...thread,
  ...(name && { name }),
  ...((archived ?? wasArchived) && { archived: true as const }),
  ...((locked ?? wasLocked) && { locked: true as const }),
  ...(archive_minutes && { archive_minutes }),
})

/** What there is to say of the answers that it has. */
export const repliesText = (replies: number): string =>
  replies === 0 ? t`No replies yet` : plural(replies, { one: '# reply', other: '# replies' })

/** Those in which something is unread first, then those in which somebody wrote last. */
export const byNews = (one: ThreadTold, other: ThreadTold): number =>
  Number(other.unread > 0) - Number(one.unread > 0) || (other.last?.at ?? 0) - (one.last?.at ?? 0)
