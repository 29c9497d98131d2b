import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { standIn } from '../membership.ts'
import { listRequests } from '../store/requests.ts'

export const requestList: Handler<'request.list', Chat> = async ({ room }, { user }, { db }) => {
  await standIn(db, room, user, 'invite')
  return { requests: await listRequests(db, room) }
}
