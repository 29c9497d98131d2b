import { type Message, type Room, uuid7 } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { besideRoom, goTo } from '../route.ts'
import { hereNow } from '../timed/moments.ts'

interface ThreadChoicesProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number }
  readonly busy: boolean
  /** Does it, and closes what these stand in. */
  readonly close: (deed: () => Promise<unknown>) => unknown
}

/** The ways from a message into a thread. */
export const ThreadChoices = ({ room, message: { seq, thread }, busy, close }: ThreadChoicesProps) => {
  const { parley } = useChat()
  const begin = async (more: object = {}) => {
    const { room: id } = await parley.call('thread.create', { room: room.id, seq, ...more })
    goTo(besideRoom(id))
  }
  const open = async () => (thread ? goTo(besideRoom(thread.room)) : begin())
  return (
    <>
      <button type="button" disabled={busy} onClick={() => close(open)}>
        {thread ? 'Open thread' : 'Reply in thread'}
      </button>
      {room.kind === 'group' && (
        <button
          type="button"
          disabled={busy}
          onClick={() => close(() => begin({ private: true, key: uuid7(hereNow()) }))}
        >
          Start a private thread
        </button>
      )}
    </>
  )
}
