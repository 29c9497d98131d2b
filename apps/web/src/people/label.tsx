import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'

interface LabelProps {
  readonly label: string
  readonly onRenamed: (name: string) => void
}

/** A group of contacts gets another name, or ends. Its contacts stay. */
export const Label = ({ label, onRenamed }: LabelProps) => {
  const { parley } = useChat()
  const [name, setName] = useState(tame(label))
  const { run, busy, fault } = useDeed()
  const change = (name: string) =>
    run(async () => {
      await parley.call('label.change', { label, name })
      onRenamed(name)
    })
  const rename = (event: FormEvent) => {
    event.preventDefault()
    void change(name.trim())
  }
  return (
    <details className="deeds">
      <summary aria-label={t`Change the group ${tame(label)}`}>
        <Trans>Change this group</Trans>
      </summary>
      <form onSubmit={rename}>
        <TextField label={t`Name of the group`} value={name} most={64} isRequired onChange={setName} />
        <Fault text={fault} />
        <div className="buttons">
          <Confirm
            label={t`End the group`}
            question={t`End this group? Its contacts stay your contacts.`}
            className="quiet danger-text"
            onConfirm={() => void change('')}
          />
          <button type="submit" disabled={busy || name.trim() === '' || name.trim() === label}>
            <Trans>Rename</Trans>
          </button>
        </div>
      </form>
    </details>
  )
}
