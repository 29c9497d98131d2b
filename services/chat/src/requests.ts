/** Tells those who may let people in how many ask. */
import type { Chat } from './context.ts'
import { listAnswering } from './store/requests.ts'

/** Lost, or not told at all, where something fails: the list says who asks. */
export const tellWaiting = async ({ db, publisher }: Pick<Chat, 'db' | 'publisher'>, room: string): Promise<void> => {
  const answering = await listAnswering(db, room).catch(() => [])
  for (const { person, waiting } of answering)
    publisher.signal('chat/user', person, 'request.waiting', null, { room, waiting })
}
