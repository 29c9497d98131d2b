/** What one is told, by where it is from. Pure. */
import { t } from '@lingui/core/macro'
import type { Notification } from '@parley/client/notify'

export interface Group {
  /** The same for all of it. */
  readonly id: string
  /** Of which room it is, where it is of one. */
  readonly room?: string
  /** What it is called where it is of none. */
  readonly title?: string
  /** The newest first. */
  readonly notifications: readonly Notification[]
}

const titles: Readonly<Record<string, string>> = {
  request: t`Contacts`,
  contact: t`Contacts`,
  reminder: t`Reminders`,
  room: t`Groups`,
  invitation: t`Games`,
  ask: t`Games`,
  party: t`Games`,
  party_request: t`Games`,
  moderation: t`Spaces`,
}
const titleOf = (kind: string): string => (Object.hasOwn(titles, kind) ? (titles[kind] as string) : 'Parley')

/** Of those, the newest first: what was told last is in the first group, and each of the others likewise. */
export const grouped = (notifications: readonly Notification[]): readonly Group[] => {
  const groups = Map.groupBy(notifications, ({ room, kind }) => room ?? titleOf(kind))
  return [...groups].map(([id, [first, ...others]]) => ({
    id,
    ...(first?.room === undefined ? { title: id } : { room: first.room }),
    notifications: first ? [first, ...others] : [],
  }))
}

/** What of a group can be read in one go: of a room all, of other things as many as one command names. */
export const readOf = ({ room, notifications }: Group) => {
  const unread = notifications.filter(({ state }) => state === 'unread').map(({ id }) => id)
  const [newest] = unread
  if (newest === undefined) return undefined
  return room === undefined ? { ids: unread.slice(0, 100) } : { room, upto: newest }
}
