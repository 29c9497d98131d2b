import type { Output } from '@parley/protocol'
import { useState } from 'react'
import { tame } from '../tame.ts'
import { dayName } from '../timeline/times.ts'

type Passkey = Output<'factor.list'>['passkeys'][number]

interface PasskeysProps {
  readonly of: readonly Passkey[]
  readonly onRename: (passkey: string, name: string) => void
  readonly onRemove: (passkey: string) => void
}

export const Passkeys = ({ of: passkeys, onRename, onRemove }: PasskeysProps) => (
  <ul className="sessions" aria-label="Passkeys">
    {passkeys.map((passkey) => (
      <PasskeyLine
        key={passkey.passkey}
        of={passkey}
        onRename={(name) => onRename(passkey.passkey, name)}
        onRemove={() => onRemove(passkey.passkey)}
      />
    ))}
  </ul>
)

interface PasskeyLineProps {
  readonly of: Passkey
  readonly onRename: (name: string) => void
  readonly onRemove: () => void
}

const PasskeyLine = ({ of: { name: given, created_at, used_at }, onRename, onRemove }: PasskeyLineProps) => {
  const [naming, setNaming] = useState(false)
  const name = tame(given) || 'A passkey without a name'
  if (naming)
    return (
      <li>
        <form
          aria-label={`Rename ${name}`}
          onSubmit={(event) => {
            event.preventDefault()
            setNaming(false)
            onRename(String(new FormData(event.currentTarget).get('name') ?? '').trim())
          }}
        >
          <input
            name="name"
            aria-label="Name of the passkey"
            defaultValue={given}
            maxLength={128}
            dir="auto"
            // biome-ignore lint/a11y/noAutofocus: the button that had the focus is gone
            autoFocus
          />
          <button type="submit" className="primary">
            Save
          </button>
        </form>
      </li>
    )
  return (
    <li>
      <span className="session">
        <bdi>{name}</bdi>
        <span className="hint">
          Made {dayName(created_at)}
          {used_at !== undefined && `, used ${dayName(used_at)}`}
        </span>
      </span>
      <button type="button" className="quiet" aria-label={`Rename ${name}`} onClick={() => setNaming(true)}>
        Rename
      </button>
      <button type="button" className="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </button>
    </li>
  )
}
