import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { tame } from '../tame.ts'

const words = {
  device: { nameless: t`A device without a name`, field: t`Name of the device` },
  passkey: { nameless: t`A passkey without a name`, field: t`Name of the passkey` },
} as const

interface NamedLineProps {
  readonly of: keyof typeof words
  /** As it was named; may be empty. */
  readonly given: string
  readonly hint: ReactNode
  readonly onRename: (name: string) => void
  /** What else may be done with it, which is told what it is called. */
  readonly children: (name: string) => ReactNode
}

/** A line of something that one has, under a name of one's own. */
export const NamedLine = ({ of, given, hint, onRename, children }: NamedLineProps) => {
  const [naming, setNaming] = useState(false)
  const name = tame(given) || words[of].nameless
  if (naming)
    return (
      <li>
        <form
          aria-label={t`Rename ${name}`}
          onSubmit={(event) => {
            event.preventDefault()
            setNaming(false)
            onRename(String(new FormData(event.currentTarget).get('name') ?? '').trim())
          }}
        >
          <input
            name="name"
            aria-label={words[of].field}
            defaultValue={given}
            maxLength={128}
            dir="auto"
            // biome-ignore lint/a11y/noAutofocus: the button that had the focus is gone
            autoFocus
          />
          <button type="submit" className="primary">
            <Trans>Save</Trans>
          </button>
        </form>
      </li>
    )
  return (
    <li>
      <span className="session">
        <bdi>{name}</bdi>
        <span className="hint">{hint}</span>
      </span>
      <button type="button" className="quiet" aria-label={t`Rename ${name}`} onClick={() => setNaming(true)}>
        <Trans>Rename</Trans>
      </button>
      {children(name)}
    </li>
  )
}
