/**
 * `@parley/client/delivery`: whether messages have come to the devices of others, and been read. It is loaded by who shows that, and by
 * nobody else.
 */
import { systemClock } from './clock.ts'
import { isEvent } from './events.ts'
import type { Message } from './messages.ts'
import type { Parley } from './parley.ts'
import type { Room } from './room.ts'

/**
 * How far a message of one's own has come: `sending` or `failed`, `sent` when the server has it, `delivered` when it is on a device of
 * each, and `read` when each has read it, of those who let others see it.
 */
export type DeliveryState = Message['state'] | 'delivered' | 'read'

/** By `room.receipts`, so from `room.loadReceipts()` on; `me` is one's own id. */
export const deliveryOf = (
  { receipts }: Pick<Room, 'receipts'>,
  { state, seq }: Pick<Message, 'state' | 'seq'>,
  me: string,
): DeliveryState => {
  const others = receipts.filter(({ user }) => user !== me)
  if (seq === undefined || others.length === 0) return state
  if (others.every(({ read }) => read >= seq)) return 'read'
  return others.every(({ read, delivered = read }) => delivered >= seq) ? 'delivered' : state
}

const usualEveryMs = 3_000
const roomsAtOnce = 100

/**
 * Tells the authors of messages that these have come to this device, once in some seconds, as long as one lets others see it
 * (`receipt.allow`). Begin it once; what it gives ends it.
 */
export const tellDelivered = (parley: Parley, everyMs = usualEveryMs): Disposable => {
  /** Of each room how far. */
  const due = new Map<string, number>()
  let stopTimer: (() => void) | undefined
  let isAllowed = true

  const tell = async () => {
    stopTimer = undefined
    const unread = [...due].filter(([room, seq]) => seq > (parley.rooms.get(room)?.read ?? seq))
    due.clear()
    for (const [room, seq] of unread.slice(roomsAtOnce)) note(room, seq)
    const rooms = unread.slice(0, roomsAtOnce).map(([room, seq]) => ({ room, seq }))
    if (rooms.length === 0) return
    try {
      isAllowed = (await parley.call('receipt.deliver', { rooms })).allowed
    } catch {} // where a connection is back, all is told again
  }
  const note = (room: string, seq: number) => {
    due.set(room, seq)
    stopTimer ??= systemClock.after(everyMs, () => void tell())
  }
  const noteAll = () => {
    for (const { id, unread, head } of parley.rooms.values()) if (unread > 0) note(id, head)
  }

  const ends = [
    parley.on('event', (event) => {
      if (isEvent(event, 'receipt.allowed')) {
        isAllowed = event.is.allowed
        if (isAllowed) noteAll()
      }
      const room = isEvent(event, 'message.sent') && event.by !== parley.user && parley.roomOf(event)
      if (isAllowed && room && parley.rooms.has(room.id)) note(room.id, event.seq)
    }),
    parley.on('state', (state) => state === 'online' && isAllowed && noteAll()),
  ]
  void parley.ready.then(noteAll, () => {})
  return {
    [Symbol.dispose]: () => {
      for (const end of ends) end()
      stopTimer?.()
      due.clear()
    },
  }
}
