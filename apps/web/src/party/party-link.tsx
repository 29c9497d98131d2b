import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useBeside } from '../beside/open.ts'
import { useHost } from '../host/host.ts'
import { GameIcon } from '../icons.tsx'
import { endOf } from './deadline.ts'
import { usePartyList, useReceived } from './use-parties.ts'

/** The way to whom one plays with. It is there while one is in a party, or is invited to a game. */
export const PartyLink = () => {
  const { closeBeside, openParty } = useHost().beside
  const parties = usePartyList()
  const received = useReceived()
  const isOpen = useBeside()?.is === 'party'
  for (const { check } of parties) if (check) endOf(check)
  if (parties.length === 0 && received.length === 0 && !isOpen) return null
  return (
    <li>
      <button
        type="button"
        className="rail-link"
        aria-expanded={isOpen}
        title={t`Party`}
        onClick={() => (isOpen ? closeBeside() : openParty())}
      >
        <span className="mark">
          <GameIcon />
        </span>
        <span className="unseen">
          <Trans>Party</Trans>
        </span>
        {received.length > 0 && (
          <span className="badge">
            {received.length > 99 ? '99+' : received.length}
            <span className="unseen"> {plural(received.length, { one: 'invitation', other: 'invitations' })}</span>
          </span>
        )}
      </button>
    </li>
  )
}
