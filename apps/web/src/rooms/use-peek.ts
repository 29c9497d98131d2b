/**
 * Looks at the newest events of each room, where the list of rooms did not come with a message: they say when it was last active and
 * what was said. And at the people of direct ones, whose colour it wears.
 */
import type { Room } from '@parley/client'
import { useEffect } from 'react'
import { useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { saidLast } from './said-last.ts'

/** Behind the last message there may be reactions to it: among so many of the newest events there is one, as a rule. */
const glance = 20

/** Requests under way at once: the list fills quickly, and what the reader does meanwhile does not queue behind it. */
const atOnce = 4

export const usePeek = (): void => {
  const isOnline = useParley(({ state }) => state === 'online')
  const rooms = useParley(({ roomList }) => roomList)
  useEffect(() => {
    if (isOnline) peekAll(rooms)
  }, [isOnline, rooms])
}

const peeked = new WeakSet<Room>()

const peekAll = (rooms: readonly Room[]): void => {
  const fresh = rooms.filter((room) => !peeked.has(room)).sort((a, b) => b.unread - a.unread)
  for (const room of fresh) peeked.add(room)
  for (let i = 0; i < atOnce; i++) void peekOneByOne(fresh)
}

/** Takes from the list until it is empty. A room that could not be looked at is looked at when the connection is back. */
const peekOneByOne = async (waiting: Room[]): Promise<void> => {
  for (let room = waiting.shift(); room; room = waiting.shift()) {
    const looked = room
    await peek(room).catch((error: unknown) => {
      noteFault(error)
      peeked.delete(looked)
    })
  }
}

const peek = (room: Room): Promise<unknown> =>
  Promise.all([
    saidLast(room).by === undefined && room.loadOlder(glance),
    room.kind === 'direct' && room.members.length === 0 && room.load(),
  ])
