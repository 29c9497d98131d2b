import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { uuid7 } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { OneOf } from '../one-of.tsx'
import { roomAddress } from '../route.ts'
import { TextField } from '../text-field.tsx'
import { hereNow } from '../timed/moments.ts'
import { useDeed } from '../use-deed.ts'

type Kind = 'text' | 'announcement' | 'forum'

const kinds: readonly (readonly [Kind, string, string])[] = [
  ['text', t`Text`, t`Everybody talks`],
  ['announcement', t`Announcements`, t`Few write, all read`],
  ['forum', t`Forum`, t`Each message is a post, answered in its thread`],
]

interface NewRoomProps {
  readonly space: Space
  /** The id of the category that it stands in. */
  readonly category: string | undefined
  readonly onClose: () => void
}

export const NewRoom = ({ space, category, onClose }: NewRoomProps) => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('text')
  const [key] = useState(() => uuid7(hereNow()))
  const make = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const where = { space: space.id, ...(category === undefined ? {} : { category }) }
      const { room } = await parley.call('room.create', { kind, key, name: name.trim(), ...where })
      onClose()
      goTo(roomAddress(room, space.id))
    })
  }
  return (
    <Dialog title={t`New room`} onClose={onClose}>
      <form onSubmit={make}>
        <TextField label={t`Name`} value={name} most={64} isRequired onChange={setName} />
        <OneOf legend={t`Kind`} all={kinds} value={kind} onChange={setKind} />
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          <Trans>Create room</Trans>
        </button>
      </form>
    </Dialog>
  )
}

interface CategoryFormProps {
  readonly space: Space
  /** The one to be called otherwise. Not given: a new one. */
  readonly category?: { readonly category: string; readonly name: string }
  readonly onClose: () => void
}

export const CategoryForm = ({ space, category, onClose }: CategoryFormProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const [name, setName] = useState(category?.name ?? '')
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const input = { space: space.id, name: name.trim() }
      if (category) await parley.call('category.change', { ...input, category: category.category })
      else await parley.call('category.create', input)
      onClose()
    })
  }
  return (
    <Dialog title={category ? t`Rename the category` : t`New category`} onClose={onClose}>
      <form onSubmit={save}>
        <TextField label={t`Name`} value={name} most={64} isRequired onChange={setName} />
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          {category ? t`Save` : t`Create category`}
        </button>
      </form>
    </Dialog>
  )
}
