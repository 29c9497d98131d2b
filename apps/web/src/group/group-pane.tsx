import type { Room } from '@parley/client'
import { type RefObject, useEffect, useId, useRef } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { Pane } from '../faults/pane.tsx'
import { CloseIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { useEscape } from '../use-escape.ts'
import { AddMembers } from './add-members.tsx'
import { Ending } from './ending.tsx'
import { Invitations } from './invitations.tsx'
import { Members } from './members.tsx'
import { Profile } from './profile.tsx'
import { Requests } from './requests.tsx'
import { manages } from './role.ts'
import { Settings } from './settings.tsx'
import type { Waiting } from './use-requests.ts'

interface GroupPaneProps {
  readonly id: string
  readonly room: Room
  readonly waiting: Waiting
  /** Gets the focus when the pane is gone. */
  readonly opener: RefObject<HTMLElement | null>
  readonly onClose: () => void
}

/** Beside the conversation, which goes on. It takes the focus when it opens, and Escape closes it. */
export const GroupPane = ({ id, room, waiting, opener, onClose }: GroupPaneProps) => {
  const name = tame(useSelected(room, (room) => room.name))
  const isManager = useSelected(room, manages)
  const headingId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const pane = useRef<HTMLElement>(null)
  useEffect(() => {
    heading.current?.focus()
    return () => opener.current?.focus()
  }, [opener])
  useEscape(pane, onClose)

  return (
    <aside id={id} ref={pane} className="side group-pane" aria-labelledby={headingId}>
      <header>
        <h2 ref={heading} id={headingId} tabIndex={-1}>
          About {name}
        </h2>
        <button type="button" className="icon" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <Pane name="This group">
        <Profile room={room} isManager={isManager} />
        {isManager && <Requests room={room} waiting={waiting} />}
        <Members room={room} />
        <AddMembers room={room} />
        {isManager && <Invitations room={room} />}
        {isManager && <Settings room={room} />}
        <Ending room={room} />
      </Pane>
    </aside>
  )
}
