/** What a room of a space has in its header beside what every room has. */

import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { useSelected } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { ForumIcon, HashIcon, MegaphoneIcon, PeopleIcon, SettingsIcon } from '../icons.tsx'

/** Decoration: what kind it is stands in words where it matters. */
export const SpaceRoomMark = ({ kind }: { readonly kind: Room['kind'] }) => (
  <span className="room-mark" aria-hidden="true">
    {kind === 'announcement' ? <MegaphoneIcon /> : kind === 'forum' ? <ForumIcon /> : <HashIcon />}
  </span>
)

interface SpaceButtonsProps {
  readonly space: Space
  /** The id of the room. */
  readonly room: string
}

export const SpaceButtons = ({ space, room }: SpaceButtonsProps) => {
  const { openSpace } = useHost().beside
  const isManager = useSelected(space, (space) => space.may('manage_rooms', room) || space.may('manage_roles', room))
  return (
    <>
      <button
        type="button"
        className="icon to-members"
        aria-label={t`Members`}
        onClick={() => openSpace(space.id, 'residents')}
      >
        <PeopleIcon />
      </button>
      <button
        type="button"
        className="icon"
        aria-label={isManager ? t`Room settings` : t`About this room`}
        onClick={() => openSpace(space.id, 'room', room)}
      >
        <SettingsIcon />
      </button>
    </>
  )
}
