import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { type Listed, listNotifications } from '../store/notifications.ts'

const usualPage = 50

const tell = ({ id, kind, at, room, message, by, of, urgent, silent, state }: Listed) => ({
  id,
  at,
  kind,
  ...(room === null ? {} : { room }),
  ...(message === null ? {} : { message }),
  ...(by === null ? {} : { by }),
  ...(of === null ? {} : { of }),
  ...(urgent ? { urgent } : {}),
  ...(silent ? { silent } : {}),
  state,
})

export const inboxList: Handler<'inbox.list', Context> = async (
  { limit = usualPage, ...asked },
  { user },
  { db, answerBytes },
) => {
  const { items, ...stand } = await listNotifications(db, user, { ...asked, limit: limit + 1 })
  const notifications = [...takeFitting(items.slice(0, limit).map(tell), jsonBytes, answerBytes())]
  const next = items.length > notifications.length ? notifications.at(-1)?.id : undefined
  return { ...stand, notifications, ...(next === undefined ? {} : { next }) }
}
