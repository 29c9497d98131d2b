import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { OneOf } from '../one-of.tsx'
import { spaceAddress } from '../route.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { useSpaces } from './use-spaces.ts'

type Template = 'team' | 'community' | 'game' | undefined

const templates: readonly (readonly [Template, string, string])[] = [
  [undefined, t`Empty`, t`One room, and nothing else`],
  ['team', t`Team`, t`General, news, and rooms for projects`],
  ['community', t`Community`, t`A welcome, places to talk and to ask, and moderators`],
  ['game', t`Game`, t`News, a world room, and rooms to find a group`],
]

/** A space of one's own, from a template. */
export const NewSpace = ({ onClose }: { readonly onClose: () => void }) => {
  const { goTo } = useHost().route
  const spaces = useSpaces()
  const { run, busy, fault } = useDeed()
  const [name, setName] = useState('')
  const [template, setTemplate] = useState<Template>()
  const make = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const space = await spaces.create({ name: name.trim(), ...(template ? { template } : {}) })
      onClose()
      goTo(spaceAddress(space.id))
    })
  }
  return (
    <Dialog title={t`New space`} onClose={onClose}>
      <form onSubmit={make}>
        <TextField label={t`Name`} value={name} most={64} isRequired onChange={setName} />
        <OneOf legend={t`Begin with`} all={templates} value={template} onChange={setTemplate} />
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          <Trans>Create space</Trans>
        </button>
      </form>
    </Dialog>
  )
}
