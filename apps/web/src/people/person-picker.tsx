import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Person } from '@parley/client'
import { useId, useState } from 'react'
import { Choice } from '../choice.tsx'
import { tame } from '../tame.ts'
import { useFirstFocus } from '../use-first-focus.ts'
import { namesakesOf } from './namesakes.ts'
import { Portrait } from './portrait.tsx'
import { useSearch } from './use-search.ts'

interface PersonPickerProps {
  readonly picked: readonly Person[]
  readonly onPick: (picked: Person[]) => void
  /** People who cannot be picked, such as those who are in already. */
  readonly without?: ReadonlySet<string>
}

/** Finds people by name and ticks them. Who is ticked stays in view when the search goes on. */
export const PersonPicker = ({ picked, onPick, without }: PersonPickerProps) => {
  const [name, setName] = useState('')
  const { found, note, next, more } = useSearch(name.trim())
  const shown = [...picked, ...found.filter(({ user }) => !without?.has(user) && !isIn(picked, user))]
  const tags = namesakesOf(shown)
  const toggle = (person: Person) =>
    onPick(isIn(picked, person.user) ? picked.filter(({ user }) => user !== person.user) : [...picked, person])

  return (
    <div className="picker">
      <SearchField value={name} onChange={setName} />
      <p className="hint" role="status">
        {note}
      </p>
      <ul aria-label={t`People`}>
        {shown.map((person) => (
          <Choice key={person.user} ticked={isIn(picked, person.user)} onToggle={() => toggle(person)}>
            <Portrait user={person.user} name={person.name} />
            <span dir="auto">{tame(person.name)}</span>
            {tags.has(person.user) && <span className="hint">{tags.get(person.user)}</span>}
          </Choice>
        ))}
      </ul>
      {next && (
        <button type="button" className="quiet" onClick={() => void more()}>
          <Trans>Look further</Trans>
        </button>
      )}
    </div>
  )
}

const isIn = (people: readonly Person[], id: string): boolean => people.some(({ user }) => user === id)

interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

const SearchField = ({ value, onChange }: SearchFieldProps) => {
  const id = useId()
  const field = useFirstFocus()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Search people by name</Trans>
      </label>
      <input
        ref={field}
        id={id}
        type="search"
        value={value}
        maxLength={64}
        dir="auto"
        autoComplete="off"
        onChange={(change) => onChange(change.target.value)}
      />
    </div>
  )
}
