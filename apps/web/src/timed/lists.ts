/** What one keeps for oneself, as the server tells it. */
import type { Output, Parley } from '@parley/client'
import { everyPage } from '../pages.ts'

export type Bookmark = Output<'bookmark.list'>['bookmarks'][number]
export type Scheduled = Output<'schedule.list'>['scheduled'][number]
export type Reminder = Output<'reminder.list'>['reminders'][number]

const soonestFirst = <Item extends { readonly due: number }>(all: readonly Item[]): Item[] =>
  all.toSorted((one, other) => one.due - other.due)

export const loadBookmarks = (parley: Parley): Promise<Bookmark[]> =>
  everyPage(async (last) => {
    const { bookmarks: items, more } = await parley.call('bookmark.list', last ? { before: last.added } : {})
    return { items, more }
  })

export const loadScheduled = async (parley: Parley): Promise<Scheduled[]> =>
  soonestFirst(
    await everyPage<Scheduled>(async (last) => {
      const { scheduled: items, more } = await parley.call('schedule.list', last ? { after: last.id } : {})
      return { items, more }
    }),
  )

export const loadReminders = async (parley: Parley): Promise<Reminder[]> =>
  soonestFirst(
    await everyPage<Reminder>(async (last) => {
      const { reminders: items, more } = await parley.call('reminder.list', last ? { after: last.id } : {})
      return { items, more }
    }),
  )

/** What the message says now; nothing where it is gone, or hidden. */
export const textOf = ({ event, edited }: Pick<Bookmark, 'event' | 'edited'>): string | undefined =>
  event && 'is' in event ? (edited?.text ?? (event.is as { readonly text?: string }).text) : undefined
