import { type FormEvent, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { OneOf } from '../one-of.tsx'
import { goTo, spaceAddress } from '../route.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { useSpaces } from './use-spaces.ts'

type Template = 'team' | 'community' | 'game' | undefined

const templates: readonly (readonly [Template, string, string])[] = [
  [undefined, 'Empty', 'One room, and nothing else'],
  ['team', 'Team', 'General, news, and rooms for projects'],
  ['community', 'Community', 'A welcome, places to talk and to ask, and moderators'],
  ['game', 'Game', 'News, a world room, and rooms to find a group'],
]

/** A space of one's own, from a template. */
export const NewSpace = ({ onClose }: { readonly onClose: () => void }) => {
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
    <Dialog title="New space" onClose={onClose}>
      <form onSubmit={make}>
        <TextField label="Name" value={name} most={64} isRequired onChange={setName} />
        <OneOf legend="Begin with" all={templates} value={template} onChange={setTemplate} />
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          Create space
        </button>
      </form>
    </Dialog>
  )
}
