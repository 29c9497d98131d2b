import { Trans } from '@lingui/react/macro'
import { type MouseEvent, type ReactNode, useRef } from 'react'
import { Pane } from '../faults/pane.tsx'
import { Gallery } from '../files/later.tsx'
import { Bell } from '../inbox/later.tsx'
import { GameInvitations } from '../party/later.tsx'
import { callingInAll } from '../rooms/by-activity.ts'
import { useKeptAway } from '../rooms/kept-away.ts'
import { RoomList } from '../rooms/room-list.tsx'
import { useOpenRoom, useOpenSpace } from '../route.ts'
import { Overlays } from '../shortcuts/later.tsx'
import { useShortcuts } from '../shortcuts/use-shortcuts.ts'
import { Rail, SpaceNews, SpaceRooms } from '../spaces/later.tsx'
import { Reminded } from '../timed/reminded.tsx'
import { AtTheRight } from './at-the-right.tsx'
import { useParley } from './chat-context.ts'
import { Connection } from './connection.tsx'
import { useInTitle } from './in-title.ts'
import { Middle, useIsListAlone } from './middle.tsx'
import { OwnAccount } from './own-account.tsx'
import { Returned } from './returned.tsx'

const mainId = 'conversation'

interface ChatProps {
  /** What there is to say before all else. */
  readonly notice: ReactNode
  /** Where it is for the page to end the session. */
  readonly onLogOut?: () => Promise<void>
}

/** On a narrow screen one of the two panes is shown: the room if one is open, else the list. */
export const Chat = ({ notice, onLogOut }: ChatProps) => {
  const open = useOpenRoom()
  const space = useOpenSpace()
  const isListAlone = useIsListAlone()
  const main = useRef<HTMLElement>(null)
  useShortcuts()
  /** The address names the open room, so the link must not change it. */
  const skip = (click: MouseEvent): void => {
    click.preventDefault()
    main.current?.focus()
  }
  return (
    <div className={`shell ${isListAlone ? 'shows-list' : 'shows-room'}`}>
      <UnreadInTitle />
      <a className="skip" href={`#${mainId}`} onClick={skip}>
        <Trans>Skip to the conversation</Trans>
      </a>
      <header className="top">
        <h1>Parley</h1>
        <Pane name="The connection">
          <Connection />
        </Pane>
        <Pane name="The bell">
          <Bell />
        </Pane>
        <Pane name="Your account">
          <OwnAccount {...(onLogOut ? { onLogOut } : {})} />
        </Pane>
      </header>
      <div className="notices">
        {notice}
        <Pane name="Invitations to a game">
          <GameInvitations />
        </Pane>
        <Pane name="Your reminders">
          <Reminded />
        </Pane>
        <Pane name="What was not delivered">
          <Returned />
        </Pane>
        <Pane name="What was done to you in spaces">
          <SpaceNews />
        </Pane>
      </div>
      <Pane name="Your spaces">
        <Rail open={space} />
      </Pane>
      {space ? (
        <Pane name="The rooms of this space" of={space}>
          <SpaceRooms space={space} open={open} />
        </Pane>
      ) : (
        <Pane name="The list of conversations">
          <RoomList open={open} />
        </Pane>
      )}
      <main ref={main} id={mainId} tabIndex={-1}>
        <Middle />
      </main>
      <Pane name="What stands over all else">
        <Overlays />
      </Pane>
      <Pane name="The pictures">
        <Gallery />
      </Pane>
      <AtTheRight />
    </div>
  )
}

/** By itself: it changes with each message, and what is beside it does not. */
const UnreadInTitle = () => {
  const keptAway = useKeptAway()
  useInTitle(
    'messages',
    useParley((parley) => callingInAll(parley, keptAway)),
  )
  return null
}
