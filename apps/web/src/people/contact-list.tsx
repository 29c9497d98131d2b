import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { beginsSo } from '../mentions/mention-text.ts'
import { tame } from '../tame.ts'
import { Label } from './label.tsx'
import { MessageButton } from './message-button.tsx'
import { PersonLine } from './person-line.tsx'
import { Strangers } from './strangers.tsx'
import { type Named, useByName, useLabels, useRelations } from './use-contacts.ts'

/** Those that are drawn at once. */
const page = 100

/** Favourites, then the others, by name; all of them, those of a group, or those who are called so. Then others who are. */
export const ContactList = () => {
  const contacts = useByName(useRelations('contact'))
  const labels = useLabels()
  const [sought, setSought] = useState('')
  const [chosen, choose] = useState<string>()
  const label = chosen !== undefined && labels.includes(chosen) ? chosen : undefined
  const shown = contacts.filter(
    (one) => beginsSo(one.name, sought.trim()) && (label === undefined || one.labels?.includes(label)),
  )
  return (
    <>
      <Search value={sought} onChange={setSought} />
      {labels.length > 0 && <Labels labels={labels} chosen={label} onChoose={choose} />}
      {label !== undefined && <Label key={label} label={label} onRenamed={choose} />}
      <Lines title={t`Favourites`} people={shown.filter(({ favourite }) => favourite)} />
      <Lines title={t`Contacts`} people={shown.filter(({ favourite }) => !favourite)} />
      {contacts.length === 0 && (
        <p className="hint">
          <Trans>You have no contacts yet. Search for somebody, and ask them.</Trans>
        </p>
      )}
      {sought.trim() !== '' && <Strangers name={sought.trim()} />}
    </>
  )
}

interface SearchProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

const Search = ({ value, onChange }: SearchProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Search your contacts and other people by name</Trans>
      </label>
      <input
        id={id}
        type="search"
        value={value}
        maxLength={64}
        autoComplete="off"
        dir="auto"
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  )
}

interface LabelsProps {
  readonly labels: readonly string[]
  readonly chosen: string | undefined
  readonly onChoose: (label: string | undefined) => void
}

const Labels = ({ labels, chosen, onChoose }: LabelsProps) => (
  <fieldset className="space-tabs" aria-label={t`Groups of contacts`}>
    <button type="button" className="quiet" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
      <Trans>All</Trans>
    </button>
    {labels.map((label) => (
      <button
        key={label}
        type="button"
        className="quiet"
        aria-pressed={chosen === label}
        dir="auto"
        onClick={() => onChoose(label)}
      >
        {tame(label)}
      </button>
    ))}
  </fieldset>
)

interface LinesProps {
  readonly title: string
  readonly people: readonly Named[]
}

const Lines = ({ title, people }: LinesProps) => {
  const [most, setMost] = useState(page)
  if (people.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="people-lines">
        {people.slice(0, most).map(({ user, name, labels = [] }) => (
          <PersonLine key={user} user={user} tags={labels.map(tame)}>
            <MessageButton user={user} name={name} />
          </PersonLine>
        ))}
      </ul>
      {people.length > most && (
        <button type="button" className="quiet" onClick={() => setMost(most + page)}>
          <Trans>Show more of {people.length}</Trans>
        </button>
      )}
    </section>
  )
}
