import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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
        label={t`Messages are kept`}
        value={String(hours || forGood)}
        onChange={(value) => change({ keep_hours: Number(value) })}
      >
        {keepChoices(hours).map((choice) => (
          <option key={choice} value={choice}>
            {choice === forGood ? t`For good` : t`For ${keepText(choice)}`}
          </option>
        ))}
        <option value={0}>
          <Trans>As {otherwise} does</Trans>
        </option>
      </Choice>
      {hours > 0 && (
        <fieldset className="keeping">
          <legend>
            <Trans>Older than that stay</Trans>
          </legend>
          <label>
            <input type="checkbox" checked={pins} onChange={({ target }) => change({ keep_pins: target.checked })} />
            <Trans>Pinned messages</Trans>
          </label>
          <label>
            <input
              type="checkbox"
              checked={threads}
              onChange={({ target }) => change({ keep_threads: target.checked })}
            />
            <Trans>Messages in threads</Trans>
          </label>
        </fieldset>
      )}
    </>
  )
}
