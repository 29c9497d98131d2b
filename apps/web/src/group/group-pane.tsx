import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { apart } from '../apart.tsx'
import { useSelected } from '../chat/chat-context.ts'
import { Pane } from '../faults/pane.tsx'
import { type Opened, SidePane } from '../room/side-pane.tsx'
import { tame } from '../tame.ts'
import { AddMembers } from './add-members.tsx'
import { Ending } from './ending.tsx'
import { Invitations } from './invitations.tsx'
import { Members } from './members.tsx'
import { Profile } from './profile.tsx'
import { Requests } from './requests.tsx'
import { manages } from './role.ts'
import { Settings } from './settings.tsx'
import type { Waiting } from './use-requests.ts'

interface GroupPaneProps extends Opened {
  readonly room: Room
  readonly waiting: Waiting
}

/** What a group is, and who is in it. */
export const GroupPane = ({ room, waiting, ...opened }: GroupPaneProps) => {
  const name = tame(useSelected(room, (room) => room.name))
  const isManager = useSelected(room, manages)
  return (
    <SidePane title={t`About ${apart(name)}`} className="group-pane" {...opened}>
      <Pane name="This group">
        <Profile room={room} isManager={isManager} />
        {isManager && <Requests of={{ room: room.id }} waiting={waiting} />}
        <Members room={room} />
        <AddMembers room={room} />
        {isManager && <Invitations of={{ room: room.id }} />}
        {isManager && <Settings room={room} />}
        <Ending room={room} />
      </Pane>
    </SidePane>
  )
}
