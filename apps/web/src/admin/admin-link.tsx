import { adminAddress } from '../route.ts'
import { closeOverlay } from '../shortcuts/overlay.ts'
import { roleNames, useOwnRole } from './own-role.ts'

/** The way to what one's role allows; for who has none there is no way. */
export const AdminLink = () => {
  const role = useOwnRole()
  if (!role) return null
  return (
    <section aria-label="Administration">
      <h3>Administration</h3>
      <p className="hint">Your role in running this platform: {roleNames[role]}.</p>
      <a href={adminAddress} onClick={() => closeOverlay('settings')}>
        People, invitations, service keys and the log
      </a>
    </section>
  )
}
