import { useState } from 'react'
import { useParley, useReady } from '../chat/chat-context.ts'
import { PlusIcon } from '../icons.tsx'
import { makeOrder } from './by-activity.ts'
import { NewConversation } from './new-conversation.tsx'
import { RoomLink } from './room-link.tsx'
import { usePeek } from './use-peek.ts'

/** `open` is the id of the room that is shown beside. */
export const RoomList = ({ open }: { readonly open: string | undefined }) => {
  const ready = useReady()
  usePeek()
  const [starting, setStarting] = useState(false)
  const [order] = useState(makeOrder)
  const rooms = useParley(order)
  return (
    <nav className="rooms" aria-label="Conversations">
      <header>
        <h2>Conversations</h2>
        <button type="button" className="icon" aria-label="New conversation" onClick={() => setStarting(true)}>
          <PlusIcon />
        </button>
      </header>
      <ul>
        {rooms.map((room) => (
          <RoomLink key={room.id} room={room} open={room.id === open} />
        ))}
      </ul>
      {rooms.length === 0 && ready && <p className="empty">No conversations yet.</p>}
      {starting && <NewConversation onClose={() => setStarting(false)} />}
    </nav>
  )
}
