import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { listGroups } from '../store/notifications.ts'

const usualPage = 50

export const inboxGroup: Handler<'inbox.group', Context> = async (
  { limit = usualPage, ...asked },
  { user },
  { db },
) => {
  const { items, ...stand } = await listGroups(db, user, { ...asked, limit: limit + 1 })
  const groups = items.slice(0, limit).map(({ room, ...group }) => ({ ...group, ...(room === null ? {} : { room }) }))
  const next = items.length > limit ? groups.at(-1)?.last : undefined
  return { ...stand, groups, ...(next === undefined ? {} : { next }) }
}
