import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import type { ThreadTold } from './figures.ts'

/** After so many minutes without a message it is archived. */
const times: readonly (readonly [ThreadTold['archive_minutes'], string])[] = [
  [60, t`an hour`],
  [1_440, t`a day`],
  [4_320, t`three days`],
  [10_080, t`a week`],
]

interface ThreadSettingsProps {
  readonly told: ThreadTold
  readonly onDone: () => void
  readonly onClose: () => void
}

/** It holds what was there when it was opened: what another changes meanwhile does not overwrite what is being typed. */
export const ThreadSettings = ({ told, onDone, onClose }: ThreadSettingsProps) => {
  const { parley } = useChat()
  const id = useId()
  const [before] = useState(told)
  const [name, setName] = useState(told.name ?? '')
  const [minutes, setMinutes] = useState(told.archive_minutes)
  const { run, busy, fault } = useDeed()
  const save = (event: FormEvent) => {
    event.preventDefault()
    const wanted = {
      ...(name.trim() === (before.name ?? '') ? {} : { name: name.trim() }),
      ...(minutes === before.archive_minutes ? {} : { archive_minutes: minutes }),
    }
    void run(async () => {
      await parley.call('thread.change', { room: before.room, ...wanted })
      onDone()
      onClose()
    })
  }
  return (
    <Dialog title={t`Name and time of this thread`} onClose={onClose}>
      <form onSubmit={save}>
        <div className="field">
          <label htmlFor={`${id}-name`}>
            <Trans>Name</Trans>
          </label>
          <input
            id={`${id}-name`}
            maxLength={64}
            required={before.name !== undefined}
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-time`}>
            <Trans>Archive it when nobody has written for</Trans>
          </label>
          <select
            id={`${id}-time`}
            value={minutes}
            onChange={({ target }) => setMinutes(times[target.selectedIndex]?.[0] ?? minutes)}
          >
            {times.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Save</Trans>
        </button>
      </form>
    </Dialog>
  )
}
