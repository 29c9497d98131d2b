import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { BackToList } from '../back-to-list.tsx'
import { useHost } from '../host/host.ts'
import { GameIcon } from '../icons.tsx'
import { Blocked } from './blocked.tsx'
import { ContactList } from './contact-list.tsx'
import { Privacy } from './privacy.tsx'
import { Requests } from './requests.tsx'
import { useAreKnown, useRelations } from './use-contacts.ts'

type Tab = 'contacts' | 'requests' | 'blocked' | 'privacy'

/** One's contacts, who asks to be one, whom one blocks, and who may do what. */
export const ContactsPane = () => {
  const { openParty } = useHost().beside
  const areKnown = useAreKnown()
  return (
    <section className="contacts" aria-labelledby="contacts">
      <header className="room-header">
        <BackToList />
        <h2 id="contacts">
          <Trans>Contacts</Trans>
        </h2>
        {areKnown && (
          <button type="button" className="quiet to-party" onClick={openParty}>
            <GameIcon />
            <Trans>Party</Trans>
          </button>
        )}
      </header>
      <div className="contacts-body">
        {areKnown ? (
          <Tabs />
        ) : (
          <p className="hint" role="status">
            <Trans>Your contacts are not to be had at the moment.</Trans>
          </p>
        )}
      </div>
    </section>
  )
}

/** It begins with who asks, where somebody does. */
const Tabs = () => {
  const count = useRelations('received').length
  const [tab, setTab] = useState<Tab>(count > 0 ? 'requests' : 'contacts')
  const tabs: readonly (readonly [Tab, string])[] = [
    ['contacts', t`Contacts`],
    ['requests', t`Requests`],
    ['blocked', t`Blocked`],
    ['privacy', t`Privacy`],
  ]
  return (
    <>
      <fieldset className="space-tabs" aria-label={t`Shown`}>
        {tabs.map(([of, label]) => (
          <button key={of} type="button" className="quiet" aria-pressed={tab === of} onClick={() => setTab(of)}>
            {label}
            {of === 'requests' && count > 0 && <span className="badge">{count}</span>}
          </button>
        ))}
      </fieldset>
      {tab === 'contacts' && <ContactList />}
      {tab === 'requests' && <Requests />}
      {tab === 'blocked' && <Blocked />}
      {tab === 'privacy' && <Privacy />}
    </>
  )
}
