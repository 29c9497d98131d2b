import type { Room, RoomChange } from '@parley/client'
import { useSelected } from '../chat/chat-context.ts'
import { Choice } from './choice.tsx'
import { forGood } from './for-good.ts'
import { keepChoices, keepText } from './keeping-text.ts'

interface KeepingProps {
  readonly room: Room
  readonly change: (wanted: RoomChange) => void
}

/** For how long what is said in a group is kept, and what stays besides. */
export const Keeping = ({ room, change }: KeepingProps) => {
  const hours = useSelected(room, (room) => room.keepHours)
  const pins = useSelected(room, (room) => room.keepPins)
  const threads = useSelected(room, (room) => room.keepThreads)
  return (
    <>
      <Choice
        label="Messages are kept"
        value={String(hours || forGood)}
        onChange={(value) => change({ keep_hours: Number(value) })}
      >
        {keepChoices(hours).map((choice) => (
          <option key={choice} value={choice}>
            {choice === forGood ? 'For good' : `For ${keepText(choice)}`}
          </option>
        ))}
        <option value={0}>As this server does</option>
      </Choice>
      {hours > 0 && (
        <fieldset className="keeping">
          <legend>Older than that stay</legend>
          <label>
            <input type="checkbox" checked={pins} onChange={({ target }) => change({ keep_pins: target.checked })} />
            Pinned messages
          </label>
          <label>
            <input
              type="checkbox"
              checked={threads}
              onChange={({ target }) => change({ keep_threads: target.checked })}
            />
            Messages in threads
          </label>
        </fieldset>
      )}
    </>
  )
}
