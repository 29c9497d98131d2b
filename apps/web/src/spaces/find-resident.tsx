import { t } from '@lingui/core/macro'
import type { Space } from '@parley/client/spaces'
import { useState } from 'react'
import { useName } from '../chat/chat-context.ts'
import { Portrait } from '../people/portrait.tsx'
import { TextField } from '../text-field.tsx'
import { useResidents } from './use-residents.ts'

interface FindResidentProps {
  readonly space: Space
  readonly onFound: (user: string) => void
}

const most = 8

/** One of those who live in a space, by their name there. */
export const FindResident = ({ space, onFound }: FindResidentProps) => {
  const [name, setName] = useState('')
  const { listed } = useResidents(space, { role: undefined, name: name.trim() })
  return (
    <div className="picker">
      <TextField label={t`Find a member by name`} value={name} most={64} onChange={setName} />
      <ul aria-label={t`Found`}>
        {listed?.users.slice(0, most).map((user) => (
          <li key={user}>
            <Found user={user} onFound={onFound} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const Found = ({ user, onFound }: { readonly user: string; readonly onFound: (user: string) => void }) => {
  const name = useName(user)
  return (
    <button type="button" className="quiet found" onClick={() => onFound(user)}>
      <Portrait user={user} name={name} />
      <span dir="auto">{name}</span>
    </button>
  )
}
