/** Tells those who may let people in how many ask. */
import { mostAdmins, permissionSet } from '@parley/protocol'
import type { Chat } from './context.ts'
import { listAnswering, listAnsweringInSpace } from './store/requests.ts'

const letIn = permissionSet('administrator', 'manage_space')

/** Lost, or not told at all, where something fails: the list says who asks. */
export const tellWaiting = async (
  { db, publisher }: Pick<Chat, 'db' | 'publisher'>,
  place: string,
  isSpace: boolean,
): Promise<void> => {
  const found = isSpace ? listAnsweringInSpace(db, place, letIn, mostAdmins) : listAnswering(db, place)
  const where = isSpace ? { space: place } : { room: place }
  for (const { person, waiting } of await found.catch(() => []))
    publisher.signal('chat/user', person, 'request.waiting', null, { ...where, waiting })
}
