import { isEvent, type Room } from '@parley/client'

/** What was said last in a room, as far as that is known; empty where it is not. */
export const saidLast = ({ messages, newest }: Pick<Room, 'messages' | 'newest'>): string => {
  const last = messages.at(-1)
  if (last || !newest) return last?.text ?? ''
  return isEvent(newest, 'message.sent') || isEvent(newest, 'message.edited') ? newest.is.text : ''
}
