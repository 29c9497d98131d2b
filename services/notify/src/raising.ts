/** Notifications are raised: numbered in the stream of whom they are for, once for each source. */
import type { EventBody } from '@parley/protocol'
import type { LockedStreams, Transaction } from '@parley/service-kit'
import { levelOf, usualAlerts } from './alerts.ts'
import type { Notice } from './notice.ts'
import { readAlerts } from './store/alerts.ts'
import { readClock } from './store/clock.ts'
import { putUnread, unreadOf } from './store/inboxes.ts'
import { freshOf, insertNotifications } from './store/notifications.ts'

/** Each once, also where one page of events tells of it twice. */
const onceEach = (notices: readonly Notice[]): Notice[] => {
  const seen = new Set<string>()
  return notices.filter(({ person, source }) => {
    const key = `${person} ${source}`
    return !seen.has(key) && seen.add(key)
  })
}

const bodyOf = ({ kind, room, message, by, of, silent }: Notice, unread: number): EventBody<'notification.raised'> => ({
  kind,
  ...(room === undefined ? {} : { room }),
  ...(message === undefined ? {} : { message }),
  ...(by === undefined ? {} : { by }),
  ...(of === undefined ? {} : { of }),
  ...(silent ? { silent } : {}),
  unread,
})

/** As each person wants to be told: silently, or not at all. */
const asWanted = async (tx: Transaction, notices: readonly Notice[]): Promise<Notice[]> => {
  const alerts = await readAlerts(tx, [...new Set(notices.map(({ person }) => person))])
  if (alerts.size === 0) return [...notices]
  const now = await readClock(tx)
  return notices.flatMap((notice) => {
    const level = levelOf(alerts.get(notice.person) ?? usualAlerts, notice.kind, now)
    return level === 'off' ? [] : [level === 'silent' ? { ...notice, silent: true } : notice]
  })
}

/** `locked` has the stream of everybody who is told. In this order; those told before are left out. */
export const raiseAll = async (
  tx: Transaction,
  locked: LockedStreams,
  notices: readonly Notice[],
  days: number,
): Promise<void> => {
  const fresh = await asWanted(tx, await freshOf(tx, onceEach(notices), days))
  if (fresh.length === 0) return
  const counts = await unreadOf(tx, [...new Set(fresh.map(({ person }) => person))])
  const raised = fresh.map((notice) => {
    const unread = (counts.get(notice.person) ?? 0) + 1
    counts.set(notice.person, unread)
    const own = locked.of('notify/user', notice.person)
    const { seq, at } = tx.emit(own, 'notification.raised', notice.by ?? null, bodyOf(notice, unread))
    return { ...notice, id: seq, raised: at }
  })
  await insertNotifications(tx, raised)
  await putUnread(tx, counts)
}
