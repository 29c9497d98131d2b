import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { idOf, standAt } from '../entry.ts'
import { endOf, pageOf } from '../entry-pages.ts'
import { listRequests, type RequestRow } from '../store/requests.ts'

const tell = ({ user, name, at, note }: RequestRow) => ({ user, name, at, ...(note ? { note } : {}) })

export const requestList: Handler<'request.list', Chat> = async (asked, { user }, { db, answerBytes }) => {
  const { limit = usualPage.requests } = asked
  const after = endOf(asked.after)
  await standAt(db, asked, user, 'let in')
  const found = await listRequests(db, idOf(asked), after, limit + 1)
  const paging = { limit, tell, idOf: (row: RequestRow) => row.user, mostBytes: answerBytes() }
  const { told, ...more } = pageOf(found, paging)
  return { requests: told, ...more }
}
