import type { Room, RoomChange } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { useSelected } from '../chat/chat-context.ts'
import { Choice } from './choice.tsx'
import { forGood } from './for-good.ts'
import { keepChoices, keepText } from './keeping-text.ts'

interface KeepingProps {
  readonly of: Room | Space
  /** Who says it where nothing is chosen. */
  readonly otherwise: string
  readonly change: (wanted: Pick<RoomChange, 'keep_hours' | 'keep_pins' | 'keep_threads'>) => void
}

/** For how long what is said is kept, and what stays besides. */
export const Keeping = ({ of, otherwise, change }: KeepingProps) => {
  const hours = useSelected(of, ({ keepHours }) => keepHours)
  const pins = useSelected(of, ({ keepPins }) => keepPins)
  const threads = useSelected(of, ({ keepThreads }) => keepThreads)
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
        <option value={0}>As {otherwise} does</option>
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
