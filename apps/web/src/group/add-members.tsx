import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Person, Room } from '@parley/client'
import { useState } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { FormEnd } from '../form-end.tsx'
import { PersonPicker } from '../people/person-picker.tsx'
import { useDeed } from '../use-deed.ts'

export const AddMembers = ({ room }: { readonly room: Room }) => {
  const { run, busy, fault } = useDeed()
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState<Person[]>([])
  const members = useSelected(room, (room) => room.members)
  const inside = new Set(members.map(({ user }) => user))

  const close = () => {
    setPicked([])
    setOpen(false)
  }
  const add = () =>
    run(async () => {
      await room.add(picked.map(({ user }) => user))
      close()
    })

  if (!open)
    return (
      <button type="button" onClick={() => setOpen(true)}>
        <Trans>Add people</Trans>
      </button>
    )
  return (
    <section aria-label={t`Add people`}>
      <PersonPicker picked={picked} onPick={setPicked} without={inside} />
      <FormEnd
        fault={fault}
        label={t`Add to the group`}
        disabled={picked.length === 0 || busy}
        onCancel={close}
        onDo={add}
      />
    </section>
  )
}
