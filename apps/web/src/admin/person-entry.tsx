import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Reason } from '../deed-line.tsx'
import { Portrait } from '../people/portrait.tsx'
import { tame } from '../tame.ts'
import { dateText, fullTime } from '../timeline/times.ts'
import { roleNames, type StaffRole } from './own-role.ts'
import type { Person } from './people.tsx'
import { PersonDeeds } from './person-deeds.tsx'
import { standingName } from './standing-name.ts'

type Restriction = Person['restrictions'][number]

interface PersonEntryProps {
  /** One's own. */
  readonly role: StaffRole
  readonly person: Person
  readonly onChanged: () => Promise<void>
}

/** Somebody, how they stand, and, when it is opened, what can be done. */
export const PersonEntry = ({ role, person, onChanged }: PersonEntryProps) => {
  const { user, name, username, created_at: createdAt, sessions, restrictions } = person
  const [isOpen, setOpen] = useState(false)
  const tags = [
    ...(person.role ? [roleNames[person.role]] : []),
    ...(person.program ? [t`Program`] : []),
    ...(person.guest ? [t`Guest`] : []),
    ...restrictions.map(({ kind }) => standingName(kind)),
  ]
  return (
    <li>
      <button type="button" className="quiet person" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Portrait user={user} name={name} />
        <span className="who">
          <span className="person-name" dir="auto">
            {tame(name)} {username && <bdi className="hint">@{username}</bdi>}
          </span>
          <span className="hint">
            {plural(sessions, { 0: 'Not logged in', one: 'Logged in once', other: 'Logged in # times' })} ·{' '}
            {t`here since ${dateText(createdAt)}`}
          </span>
        </span>
        {tags.length > 0 && (
          <span className="tags">
            {tags.map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))}
          </span>
        )}
      </button>
      {isOpen && (
        <div className="admin-person">
          {restrictions.map((one) => (
            <Told key={one.kind} restriction={one} />
          ))}
          <PersonDeeds role={role} person={person} onChanged={onChanged} />
        </div>
      )}
    </li>
  )
}

const Told = ({ restriction: { kind, reason, at, until, appeal } }: { readonly restriction: Restriction }) => (
  <div>
    <p>
      <b>{standingName(kind)}</b> <span className="hint">{fullTime(at)}</span>
      {until !== undefined && <span className="hint"> · {t`until ${fullTime(until)}`}</span>}
    </p>
    {reason && <Reason text={reason} />}
    {appeal && (
      <p>
        <Trans>
          They say: “<bdi>{tame(appeal)}</bdi>”
        </Trans>
      </p>
    )}
  </div>
)
