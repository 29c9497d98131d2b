import { type ReactNode, useState } from 'react'
import { tame } from '../tame.ts'

interface NamedLineProps {
  /** What kind of thing it is, as in "device". */
  readonly of: string
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
  const name = tame(given) || `A ${of} without a name`
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
            aria-label={`Name of the ${of}`}
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
        <span className="hint">{hint}</span>
      </span>
      <button type="button" className="quiet" aria-label={`Rename ${name}`} onClick={() => setNaming(true)}>
        Rename
      </button>
      {children(name)}
    </li>
  )
}
