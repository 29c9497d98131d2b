/** What the address names. */
import { Trans } from '@lingui/react/macro'
import { AdminPane } from '../admin/later.tsx'
import { Pane } from '../faults/pane.tsx'
import { useHost } from '../host/host.ts'
import { InvitePane } from '../invite/invite-pane.tsx'
import { ContactsPane } from '../people/later.tsx'
import { RoomPane } from '../room/room-pane.tsx'
import { useOpenAdmin, useOpenContacts, useOpenInvite, useOpenRoom, useOpenSpace, useOpenThreads } from '../route.ts'
import { SpaceMain } from '../spaces/later.tsx'
import { FollowedPane } from '../threads/later.tsx'

/** Of what there can be one at a time, a space aside: with that alone its list is what one came for. */
const useOpen = () => ({
  open: useOpenRoom(),
  invite: useOpenInvite(),
  threads: useOpenThreads(),
  contacts: useOpenContacts(),
  admin: useOpenAdmin(),
})

export const useIsListAlone = (): boolean => !Object.values(useOpen()).some(Boolean)

export const Middle = () => {
  const { open, invite, threads, contacts, admin } = useOpen()
  const space = useOpenSpace()
  return (
    <Pane name="This conversation" of={open ?? invite}>
      {space && <SpaceMain space={space} room={open} />}
      {open && !space && <RoomPane id={open} />}
      {invite && <InvitePane code={invite} />}
      {threads && <FollowedPane />}
      {contacts && <ContactsPane />}
      {admin && <AdminPane />}
      {!open && !space && !invite && !threads && !contacts && !admin && <Nowhere />}
    </Pane>
  )
}

const Nowhere = () => {
  const { openOverlay } = useHost().overlays
  return (
    <div className="empty">
      <p>
        <Trans>Choose a conversation, or start a new one.</Trans>
      </p>
      <button type="button" className="primary" onClick={() => openOverlay('conversation')}>
        <Trans>Start a conversation</Trans>
      </button>
      <button type="button" className="quiet" onClick={() => openOverlay('palette')}>
        <Trans>Go to a room or a person</Trans>
      </button>
    </div>
  )
}
