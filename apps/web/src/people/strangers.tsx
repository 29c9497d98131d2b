import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { namesakesOf } from './namesakes.ts'
import { PersonLine } from './person-line.tsx'
import { useContacts, useRelation } from './use-contacts.ts'
import { useSearch } from './use-search.ts'

/** Others who are called so, whom one may ask to be a contact. */
export const Strangers = ({ name }: { readonly name: string }) => {
  const { found, note, next, more } = useSearch(name)
  const tags = namesakesOf(found)
  const contacts = useContacts()
  const others = found.filter(({ user }) => contacts.get(user)?.stands !== 'contact')
  return (
    <section aria-label={t`Other people`}>
      <h3>
        <Trans>Other people</Trans>
      </h3>
      <p className="hint" role="status">
        {found.length > 0 && others.length === 0 ? t`Nobody else of this name.` : note}
      </p>
      <ul className="people-lines">
        {others.map(({ user, name }) => (
          <Stranger key={user} user={user} name={name} tag={tags.get(user)} />
        ))}
      </ul>
      {next && (
        <button type="button" className="quiet" onClick={() => void more()}>
          <Trans>Look further</Trans>
        </button>
      )}
    </section>
  )
}

interface StrangerProps {
  readonly user: string
  readonly name: string
  /** Where another has their name. */
  readonly tag?: string | undefined
}

const Stranger = ({ user, name, tag }: StrangerProps) => {
  const relation = useRelation(user)
  const said = relation?.blocked ? t`You block them` : relation?.stands && standing[relation.stands]
  return (
    <PersonLine user={user} said={said} tag={tag}>
      {!said && <Ask user={user} name={name} />}
    </PersonLine>
  )
}

const standing = { contact: t`Your contact`, sent: t`You have asked them`, received: t`They have asked you` } as const

/** At once and without a note; who wants to say something besides goes to who they are. */
const Ask = ({ user, name }: StrangerProps) => {
  const contacts = useContacts()
  const { run, busy, fault } = useDeed()
  return (
    <>
      <button
        type="button"
        aria-label={t`Ask ${name}`}
        disabled={busy}
        onClick={() => run(() => contacts.request(user))}
      >
        <Trans>Ask</Trans>
      </button>
      <Fault text={fault} />
    </>
  )
}
