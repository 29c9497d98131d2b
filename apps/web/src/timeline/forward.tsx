import { type Message, ParleyError, type Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useName, useParley } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { beginsSo } from '../mentions/mention-text.ts'
import { RoomAvatar } from '../rooms/room-avatar.tsx'
import { goToMessage, messageAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { useFirstFocus } from '../use-first-focus.ts'
import { fullTime } from './times.ts'

interface ForwardProps {
  readonly room: Room
  readonly seq: number
  readonly onClose: () => void
}

/** Conversations in view at once; the others are found by their names. */
const most = 50

/** Which conversation a message goes to: those that begin so, or have a word that does. */
export const Forward = ({ room, seq, onClose }: ForwardProps) => {
  const rooms = useParley(({ roomList }) => roomList)
  const [sought, setSought] = useState('')
  const field = useFirstFocus()
  const { run, busy, fault } = useDeed()
  const found = rooms.filter(({ name }) => beginsSo(name, sought.trim())).slice(0, most)
  const forward = (to: Room) =>
    run(async () => {
      const sent = await room.forward(seq, to.id)
      onClose()
      goToMessage(messageAddress(to.id, sent.seq))
    })
  return (
    <Dialog title="Forward to" onClose={onClose}>
      <input
        ref={field}
        type="search"
        aria-label="Search conversations by name"
        placeholder="Search conversations by name"
        value={sought}
        onChange={({ target }) => setSought(target.value)}
      />
      <Fault text={fault} />
      <div className="picker">
        <ul aria-label="Conversations">
          {found.map((to) => (
            <li key={to.id}>
              <button type="button" className="quiet choice" disabled={busy} onClick={() => void forward(to)}>
                <RoomAvatar room={to} />
                <span>{tame(to.name)}</span>
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="hint">No conversation is called so.</p>}
      </div>
    </Dialog>
  )
}

interface OriginProps {
  readonly forwarded: NonNullable<Message['forwarded']>
}

/** Above a forwarded message: whose words they are. */
export const Origin = ({ forwarded: { by, at } }: OriginProps) => (
  <p className="origin">
    Forwarded from <b>{useName(by)}</b>, <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
  </p>
)

interface ToOriginProps {
  readonly room: Room
  readonly seq: number
  readonly onGo: () => void
}

/** Leads to where it was said, for whoever sees that. */
export const ToOrigin = ({ room, seq, onGo }: ToOriginProps) => {
  const { parley } = useChat()
  const [origin, setOrigin] = useState<{ readonly room: string; readonly seq: number }>()
  useEffect(() => {
    parley.call('message.origin', { room: room.id, seq }).then(setOrigin, (error: unknown) => {
      if (!(error instanceof ParleyError && error.name === 'MESSAGE_NOT_FOUND')) noteFault(error)
    })
  }, [parley, room, seq])
  if (!origin || !parley.rooms.has(origin.room)) return null
  const go = () => {
    onGo()
    goToMessage(messageAddress(origin.room, origin.seq))
  }
  return (
    <button type="button" onClick={go}>
      To where it was said
    </button>
  )
}
