import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { useState } from 'react'
import { useParley } from '../chat/chat-context.ts'
import { Choice } from '../choice.tsx'
import { beginsSo } from '../mentions/mention-text.ts'
import { tame } from '../tame.ts'
import { useFirstFocus } from '../use-first-focus.ts'
import { RoomAvatar } from './room-avatar.tsx'

interface RoomPickerProps {
  readonly picked: readonly Room[]
  /** As many as may be ticked. */
  readonly most: number
  readonly onPick: (picked: Room[]) => void
}

/** Conversations in view at once; the others are found by their names. */
const mostShown = 50

/** Finds conversations that begin so, or have a word that does, and ticks them. What is ticked stays in view. */
export const RoomPicker = ({ picked, most, onPick }: RoomPickerProps) => {
  const rooms = useParley(({ roomList }) => roomList)
  const [sought, setSought] = useState('')
  const field = useFirstFocus()
  const isIn = (room: Room) => picked.some(({ id }) => id === room.id)
  const found = rooms.filter((room) => !isIn(room) && beginsSo(room.name, sought.trim())).slice(0, mostShown)
  const toggle = (room: Room) => onPick(isIn(room) ? picked.filter(({ id }) => id !== room.id) : [...picked, room])
  const note =
    picked.length >= most ? t`${most} at once are all.` : found.length === 0 && t`No other conversation is called so.`
  return (
    <div className="picker">
      <input
        ref={field}
        type="search"
        aria-label={t`Search conversations by name`}
        placeholder={t`Search conversations by name`}
        value={sought}
        onChange={({ target }) => setSought(target.value)}
      />
      <p className="hint" role="status">
        {note}
      </p>
      <ul aria-label={t`Conversations`}>
        {[...picked, ...found].map((room) => (
          <Choice
            key={room.id}
            ticked={isIn(room)}
            disabled={picked.length >= most && !isIn(room)}
            onToggle={() => toggle(room)}
          >
            <RoomAvatar room={room} />
            <span dir="auto">{tame(room.name)}</span>
          </Choice>
        ))}
      </ul>
    </div>
  )
}
