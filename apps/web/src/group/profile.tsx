import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room, RoomChange } from '@parley/client'
import { type FormEvent, useState } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { FormEnd } from '../form-end.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'

interface ProfileProps {
  readonly room: Room
  readonly isManager: boolean
}

/** What the group is called and about; who may changes it in its place. */
export const Profile = ({ room, isManager }: ProfileProps) => {
  const topic = useSelected(room, (room) => room.topic)
  const [step, setStep] = useState<'idle' | 'editing' | 'done'>('idle')
  if (step === 'editing' && isManager) return <ProfileForm room={room} onDone={() => setStep('done')} />
  return (
    <section aria-label={t`Name and topic`}>
      <p className={topic ? 'topic' : 'hint'} dir="auto">
        {topic ? tame(topic) : t`No topic.`}
      </p>
      {isManager && (
        <button
          type="button"
          // biome-ignore lint/a11y/noAutofocus: the form that had the focus is gone
          autoFocus={step === 'done'}
          onClick={() => setStep('editing')}
        >
          <Trans>Change name or topic</Trans>
        </button>
      )}
    </section>
  )
}

interface ProfileFormProps {
  readonly room: Room
  readonly onDone: () => void
}

/** It holds what was there when it was opened: what another changes meanwhile does not overwrite what is being typed. */
const ProfileForm = ({ room, onDone }: ProfileFormProps) => {
  const [name, setName] = useState(room.name)
  const [topic, setTopic] = useState(room.topic)
  const { run, busy, fault } = useDeed()

  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await room.change(changesOf(room, { name: name.trim(), topic: topic.trim() }))
      onDone()
    })
  }

  return (
    <form aria-label={t`Name and topic`} onSubmit={save}>
      <TextField label={t`Name`} value={name} most={64} isRequired takesFocus onChange={setName} />
      <TextField label={t`Topic`} value={topic} most={256} onChange={setTopic} />
      <FormEnd fault={fault} label={t`Save`} disabled={busy || name.trim() === ''} onCancel={onDone} />
    </form>
  )
}

type Called = Pick<Room, 'name' | 'topic'>

/** Only what was changed here: of what was not, another may have changed it meanwhile. */
const changesOf = (before: Called, { name, topic }: Called): RoomChange => ({
  ...(name === before.name ? {} : { name }),
  ...(topic === before.topic ? {} : { topic }),
})
