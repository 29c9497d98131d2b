import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Person } from '@parley/client'
import { type FormEvent, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { PersonPicker } from '../people/person-picker.tsx'
import { roomAddress } from '../route.ts'
import { useDeed } from '../use-deed.ts'

/** One person makes a direct conversation, several with a name a group. */
export const NewConversation = ({ onClose }: { readonly onClose: () => void }) => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const [picked, setPicked] = useState<Person[]>([])
  const [name, setName] = useState('')
  const isGroup = picked.length > 1
  const ready = isGroup ? name.trim() !== '' : picked.length === 1

  const start = (event: FormEvent) => {
    event.preventDefault()
    const [first] = picked
    if (!first || !ready) return
    void run(async () => {
      const members = picked.map(({ user }) => user)
      const room = isGroup ? await parley.createGroup(name.trim(), members) : await parley.createDirect(first.user)
      onClose()
      goTo(roomAddress(room.id))
    })
  }

  return (
    <Dialog title={t`New conversation`} onClose={onClose}>
      <form onSubmit={start}>
        <PersonPicker picked={picked} onPick={setPicked} />
        {isGroup && <GroupName value={name} onChange={setName} />}
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={!ready || busy}>
          {isGroup ? t`Create group` : t`Start conversation`}
        </button>
      </form>
    </Dialog>
  )
}

interface GroupNameProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

const GroupName = ({ value, onChange }: GroupNameProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Group name</Trans>
      </label>
      <input
        id={id}
        required
        maxLength={64}
        dir="auto"
        autoComplete="off"
        value={value}
        onChange={(change) => onChange(change.target.value)}
      />
    </div>
  )
}
