/** Notifications are read, resolved or removed, and their person is told which. */
import { type EventBody, mostNamed } from '@parley/protocol'
import type { LockedStreams, Transaction } from '@parley/service-kit'
import { inboxStand, putUnread } from './store/inboxes.ts'
import { changeNotifications, type State, type Which } from './store/notifications.ts'
import { withdrawRead } from './store/pushes.ts'

export type Settled = Exclude<State, 'unread'>

const events = {
  read: 'notification.read',
  resolved: 'notification.resolved',
  removed: 'notification.removed',
} as const satisfies Record<Settled, string>

/** What a client can judge by itself is told as it was asked for. */
const isTellable = ({ exactly, by, of, before }: Which) => [exactly, by, of, before].every((one) => one === undefined)

type Selection = Omit<EventBody<'notification.read'>, 'unread'>

const selectionsOf = (which: Which, ids: readonly number[]): Selection[] => {
  if (isTellable(which)) {
    const { ids: named, ...others } = which
    return [{ ...others, ...(named ? { ids: [...named] } : {}) }]
  }
  const parts: Selection[] = []
  for (let at = 0; at < ids.length; at += mostNamed) parts.push({ ids: ids.slice(at, at + mostNamed) })
  return parts
}

/** `locked` has the person's stream. How many are unread then. */
export const settle = async (
  tx: Transaction,
  locked: LockedStreams,
  person: string,
  to: Settled,
  which: Which,
): Promise<number> => {
  const changed = await changeNotifications(tx, person, to, which)
  const { unread: before, pushed } = await inboxStand(tx, person)
  const unread = before - changed.filter(({ was }) => was === 'unread').length
  if (changed.length === 0) return unread
  if (unread !== before) await putUnread(tx, new Map([[person, unread]]))
  if (unread !== before && pushed) await withdrawRead(tx, person)
  const own = locked.of('notify/user', person)
  for (const selection of selectionsOf(
    which,
    changed.map(({ id }) => id),
  ))
    tx.emit(own, events[to], null, { ...selection, unread })
  return unread
}
