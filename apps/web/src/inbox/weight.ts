/** How much of what one is told calls for one. Pure. */
import { t } from '@lingui/core/macro'
import type { Inbox, Notification } from '@parley/client/notify'

type Counted = Pick<Inbox, 'notifications' | 'unread'>

const isUnread = ({ state }: Notification): boolean => state === 'unread'

/** How many unread ones call: all but those known to be silent. Of older ones nothing is known, so they count. */
export const calls = ({ notifications, unread }: Counted): number =>
  Math.max(0, unread - notifications.filter((one) => isUnread(one) && one.silent === true).length)

/** How many in the title of the page: those that are counted there neither with the conversations nor with requests. */
export const callsApart = (
  { notifications }: Pick<Inbox, 'notifications'>,
  isListed: (room: string) => boolean,
): number =>
  notifications.filter(
    (one) => isUnread(one) && !one.silent && one.kind !== 'request' && (one.room === undefined || !isListed(one.room)),
  ).length

/** `Notifications, 3 unread`. */
export const bellText = (calling: number, unread: number): string => {
  if (unread === 0) return t`Notifications`
  return calling > 0 ? t`Notifications, ${calling} unread` : t`Notifications, ${unread} unread that came silently`
}
