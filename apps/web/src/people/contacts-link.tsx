import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useInTitle } from '../chat/in-title.ts'
import { ContactIcon } from '../icons.tsx'
import { contactsAddress, useOpenContacts } from '../route.ts'
import { useAreKnown, useRelations } from './use-contacts.ts'
import { useKeptAwayTold } from './use-kept-away-told.ts'

/** The way to one's contacts, with how many ask to be one. Where the server has none, there is no way. */
export const ContactsLink = () => {
  const areKnown = useAreKnown()
  const isOpen = useOpenContacts()
  const count = useRelations('received').length
  useInTitle('requests', count)
  useKeptAwayTold()
  if (!areKnown && !isOpen) return null
  return (
    <li>
      <a className="rail-link" href={contactsAddress} aria-current={isOpen ? 'page' : undefined} title={t`Contacts`}>
        <span className="mark">
          <ContactIcon />
        </span>
        <span className="unseen">
          <Trans>Contacts</Trans>
        </span>
        {count > 0 && (
          <span className="badge">
            {count > 99 ? '99+' : count}
            <span className="unseen"> {plural(count, { one: 'request', other: 'requests' })}</span>
          </span>
        )}
      </a>
    </li>
  )
}
