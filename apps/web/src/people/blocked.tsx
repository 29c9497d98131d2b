import { t } from '@lingui/core/macro'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { PersonLine } from './person-line.tsx'
import { type Named, useByName, useRelations } from './use-contacts.ts'

/** Whom one blocks, and whom one restricts. */
export const Blocked = () => {
  const blocked = useByName(useRelations('blocked'))
  const restricted = useByName(useRelations('restricted'))
  return (
    <>
      <Lines
        title={t`Blocked`}
        hint={t`You see nothing of what they say, and they cannot contact you. They do not learn of it.`}
        people={blocked}
        command="block.remove"
        label={t`Unblock`}
      />
      <Lines
        title={t`Restricted`}
        hint={t`What they write to you comes silently. They do not learn of it.`}
        people={restricted}
        command="restriction.remove"
        label={t`Restrict no longer`}
      />
    </>
  )
}

interface LinesProps {
  readonly title: string
  readonly hint: string
  readonly people: readonly Named[]
  readonly command: 'block.remove' | 'restriction.remove'
  readonly label: string
}

const Lines = ({ title, hint, people, command, label }: LinesProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p className="hint">{people.length === 0 ? t`Nobody.` : hint}</p>
      <Fault text={fault} />
      <ul className="people-lines">
        {people.map(({ user, name }) => (
          <PersonLine key={user} user={user} said="">
            <button
              type="button"
              aria-label={`${label}: ${name}`}
              disabled={busy}
              onClick={() => run(() => parley.call(command, { user }))}
            >
              {label}
            </button>
          </PersonLine>
        ))}
      </ul>
    </section>
  )
}
