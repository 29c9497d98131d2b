/** Notifications are raised: numbered in the stream of whom they are for, once for each source. */
import type { EventBody } from '@parley/protocol'
import type { LockedStreams, Transaction } from '@parley/service-kit'
import { type Every, levelOf, type Places, usualAlerts } from './alerts.ts'
import type { Notice } from './notice.ts'
import { readWishes } from './store/alerts.ts'
import { readClock } from './store/clock.ts'
import { queueDigests } from './store/digests.ts'
import { putUnread, unreadOf } from './store/inboxes.ts'
import { freshOf, insertNotifications, type NewNotification } from './store/notifications.ts'
import { type NewPush, queuePushes } from './store/pushes.ts'

/** Each once, also where one page of events tells of it twice. */
const onceEach = (notices: readonly Notice[]): Notice[] => {
  const seen = new Set<string>()
  return notices.filter(({ person, source }) => {
    const key = `${person} ${source}`
    return !seen.has(key) && seen.add(key)
  })
}

const bodyOf = (
  { kind, room, message, by, of, urgent, silent }: Notice,
  unread: number,
): EventBody<'notification.raised'> => ({
  kind,
  ...(room === undefined ? {} : { room }),
  ...(message === undefined ? {} : { message }),
  ...(by === undefined ? {} : { by }),
  ...(of === undefined ? {} : { of }),
  ...(urgent ? { urgent } : {}),
  ...(silent ? { silent } : {}),
  unread,
})

interface Wanted {
  readonly notices: readonly Notice[]
  /** Those of whom a device is woken. */
  readonly pushed: ReadonlySet<string>
  /** How often those are to be sent mail who have said so. */
  readonly mailed: ReadonlyMap<string, Every>
}

const nowhere: Places = new Map()

/** A thread is a place of its own. */
const placesOf = ({ room, places = [] }: Notice): string[] => [...(room === undefined ? [] : [room]), ...places]

/** As each person wants to be told: silently, or not at all. */
const asWanted = async (tx: Transaction, notices: readonly Notice[]): Promise<Wanted> => {
  const wishes = await readWishes(tx, [...new Set(notices.map(({ person }) => person))])
  const now = [...wishes.values()].some(({ alerts }) => alerts.quiet) ? await readClock(tx) : 0
  const wanted = notices.flatMap((notice) => {
    const { alerts = usualAlerts, places = nowhere } = wishes.get(notice.person) ?? {}
    const coming = { kind: notice.kind, places: placesOf(notice), at: now }
    const level = levelOf(alerts, places, coming)
    if (level === 'off') return []
    const mails = levelOf({ levels: alerts.levels }, places, coming) === 'loud'
    return [{ ...notice, mails, ...(level === 'silent' ? { silent: true } : {}) }]
  })
  return {
    notices: wanted,
    pushed: new Set([...wishes].filter(([, { pushed }]) => pushed).map(([person]) => person)),
    mailed: new Map([...wishes].flatMap(([person, { digest }]) => (digest ? [[person, digest] as const] : []))),
  }
}

/** Of a room a device shows one, of all else each. Of each the newest. */
const toPush = (raised: readonly NewNotification[]): NewPush[] => {
  const newest = new Map<string, NewPush>()
  for (const { person, id, room, urgent = false } of raised) {
    const tag = room ?? String(id)
    newest.set(`${person} ${tag}`, { person, tag, room, notification: id, urgent })
  }
  return [...newest.values()]
}

/** What holds for all that is told. */
export interface Terms {
  /** What is older is not raised. */
  readonly days: number
  /** Whether the operator's relay is told of everybody. */
  readonly relayed: boolean
  /** How often people are sent mail who have said nothing of it, and for how long nobody is who was there; null where none is sent. */
  readonly digests: { readonly usual: Every; readonly awaySeconds: number } | null
}

/** Those whom mail may tell of something, some time. */
const queueMail = async (
  tx: Transaction,
  raised: readonly NewNotification[],
  mailed: Wanted['mailed'],
  digests: Terms['digests'],
): Promise<void> => {
  if (!digests) return
  const people = [...new Set(raised.filter(({ mails }) => mails).map(({ person }) => person))]
  const wanted = Map.groupBy(people, (person) => mailed.get(person) ?? digests.usual)
  for (const every of ['hourly', 'daily'] as const) {
    const due = wanted.get(every)
    if (due) await queueDigests(tx, due, every, digests.awaySeconds)
  }
}

/** `locked` has the stream of everybody who is told. In this order; those told before are left out. */
export const raiseAll = async (
  tx: Transaction,
  locked: LockedStreams,
  notices: readonly Notice[],
  { days, relayed, digests }: Terms,
): Promise<void> => {
  const { notices: fresh, pushed, mailed } = await asWanted(tx, await freshOf(tx, onceEach(notices), days))
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
  const rings = raised.filter(({ person, silent }) => !silent && (relayed || pushed.has(person)))
  if (rings.length > 0) await queuePushes(tx, toPush(rings), relayed)
  await queueMail(tx, raised, mailed, digests)
}
