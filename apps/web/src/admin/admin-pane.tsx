import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { BackToList } from '../back-to-list.tsx'
import { Loading } from '../loading.tsx'
import { Deeds } from './deeds.tsx'
import { Entries } from './entries.tsx'
import { Keys } from './keys.tsx'
import { roleMay, roleNames, type StaffRole, useOwnRole } from './own-role.ts'
import { People } from './people.tsx'
import { Spaces } from './spaces.tsx'
import { Staff } from './staff.tsx'

const tabs = [
  ['people', t`People`, 'people.see'],
  ['spaces', t`Spaces`, 'spaces.see'],
  ['staff', t`Staff`, 'people.see'],
  ['entries', t`Invitations`, 'doors.manage'],
  ['keys', t`Service keys`, 'keys.manage'],
  ['log', t`Log`, 'audit.read'],
] as const
type Tab = (typeof tabs)[number][0]

/** What those do who run the platform, as far as their role allows it. */
export const AdminPane = () => {
  const role = useOwnRole()
  return (
    <section className="contacts admin" aria-labelledby="admin">
      <header className="room-header">
        <BackToList />
        <h2 id="admin">
          <Trans>Administration</Trans>
        </h2>
        {role && <span className="hint">{roleNames[role]}</span>}
      </header>
      <div className="contacts-body">
        {role === undefined && <Loading />}
        {role === null && (
          <p className="hint">
            <Trans>You have no role in running this platform. Its owner gives them.</Trans>
          </p>
        )}
        {role && <Tabs role={role} />}
      </div>
    </section>
  )
}

const Tabs = ({ role }: { readonly role: StaffRole }) => {
  const [tab, setTab] = useState<Tab>('people')
  return (
    <>
      <fieldset className="space-tabs" aria-label={t`Shown`}>
        {tabs
          .filter(([, , permission]) => roleMay(role, permission))
          .map(([of, label]) => (
            <button key={of} type="button" className="quiet" aria-pressed={tab === of} onClick={() => setTab(of)}>
              {label}
            </button>
          ))}
      </fieldset>
      {tab === 'people' && <People role={role} />}
      {tab === 'spaces' && <Spaces role={role} />}
      {tab === 'staff' && <Staff />}
      {tab === 'entries' && <Entries />}
      {tab === 'keys' && <Keys />}
      {tab === 'log' && <Deeds />}
    </>
  )
}
