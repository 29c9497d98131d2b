import { type FormEvent, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { goTo, spaceAddress } from '../route.ts'
import { useDeed } from '../use-deed.ts'
import { TextField } from './text-field.tsx'
import { useSpaces } from './use-spaces.ts'

const templates = [
  [undefined, 'Empty', 'One room, and nothing else'],
  ['team', 'Team', 'General, news, and rooms for projects'],
  ['community', 'Community', 'A welcome, places to talk and to ask, and moderators'],
  ['game', 'Game', 'News, a world room, and rooms to find a group'],
] as const

/** A space of one's own, from a template. */
export const NewSpace = ({ onClose }: { readonly onClose: () => void }) => {
  const spaces = useSpaces()
  const { run, busy, fault } = useDeed()
  const [name, setName] = useState('')
  const [template, setTemplate] = useState<(typeof templates)[number][0]>()
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
        <fieldset className="templates">
          <legend>Begin with</legend>
          {templates.map(([value, label, about]) => (
            <label key={label} className="choice">
              <input
                type="radio"
                name="template"
                checked={template === value}
                onChange={() => setTemplate(value)}
              />
              <span>
                <b>{label}</b> <span className="hint">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          Create space
        </button>
      </form>
    </Dialog>
  )
}
