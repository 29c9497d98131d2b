import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useHost } from '../host/host.ts'
import { adminAddress } from '../route.ts'
import { roleNames, useOwnRole } from './own-role.ts'

/** The way to what one's role allows; for who has none there is no way. */
export const AdminLink = () => {
  const { closeOverlay } = useHost().overlays
  const role = useOwnRole()
  if (!role) return null
  return (
    <section aria-label={t`Administration`}>
      <h3>
        <Trans>Administration</Trans>
      </h3>
      <p className="hint">
        <Trans>Your role in running this platform: {roleNames[role]}.</Trans>
      </p>
      <a href={adminAddress} onClick={() => closeOverlay('settings')}>
        <Trans>People, invitations, service keys and the log</Trans>
      </a>
    </section>
  )
}
