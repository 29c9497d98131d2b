import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { MouseEvent, ReactNode } from 'react'
import { AdminPane } from '../admin/later.tsx'
import { useBeside } from '../beside/open.ts'
import { Pane } from '../faults/pane.tsx'
import { Gallery } from '../files/later.tsx'
import { Bell, InboxPane } from '../inbox/later.tsx'
import { InvitePane } from '../invite/invite-pane.tsx'
import { GameInvitations, PartyPane } from '../party/later.tsx'
import { ContactsPane, PersonPane } from '../people/later.tsx'
import { RoomPane } from '../room/room-pane.tsx'
import { callingInAll } from '../rooms/by-activity.ts'
import { useKeptAway } from '../rooms/kept-away.ts'
import { RoomList } from '../rooms/room-list.tsx'
import { useOpenAdmin, useOpenContacts, useOpenInvite, useOpenRoom, useOpenSpace, useOpenThreads } from '../route.ts'
import { SearchPane } from '../search/later.tsx'
import { Overlays } from '../shortcuts/later.tsx'
import { openOverlay } from '../shortcuts/overlay.ts'
import { useShortcuts } from '../shortcuts/use-shortcuts.ts'
import { Rail, SpaceMain, SpaceNews, SpacePane, SpaceRooms } from '../spaces/later.tsx'
import { FollowedPane } from '../threads/later.tsx'
import { KeptPane } from '../timed/later.tsx'
import { Reminded } from '../timed/reminded.tsx'
import { useParley } from './chat-context.ts'
import { Connection } from './connection.tsx'
import { useInTitle } from './in-title.ts'
import { OwnAccount } from './own-account.tsx'
import { Returned } from './returned.tsx'

const mainId = 'conversation'

const besideNames = {
  search: t`The search`,
  kept: t`What is kept for you`,
  inbox: t`What you are told`,
  party: t`Your party`,
  space: t`This space`,
  person: t`This person`,
} as const

interface ChatProps {
  /** What there is to say before all else. */
  readonly notice: ReactNode
  readonly onLogOut: () => Promise<void>
}

/** On a narrow screen one of the two panes is shown: the room if one is open, else the list. */
export const Chat = ({ notice, onLogOut }: ChatProps) => {
  const open = useOpenRoom()
  const invite = useOpenInvite()
  const threads = useOpenThreads()
  const contacts = useOpenContacts()
  const admin = useOpenAdmin()
  const space = useOpenSpace()
  const beside = useBeside()
  useShortcuts()
  return (
    <div className={`shell ${open || invite || threads || contacts || admin ? 'shows-room' : 'shows-list'}`}>
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
          <OwnAccount onLogOut={onLogOut} />
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
      <main id={mainId} tabIndex={-1}>
        <Pane name="This conversation" of={open ?? invite}>
          {space && <SpaceMain space={space} room={open} />}
          {open && !space && <RoomPane id={open} />}
          {invite && <InvitePane code={invite} />}
          {threads && <FollowedPane />}
          {contacts && <ContactsPane />}
          {admin && <AdminPane />}
          {!open && !space && !invite && !threads && !contacts && !admin && <Nowhere />}
        </Pane>
      </main>
      <Pane name="What stands over all else">
        <Overlays />
      </Pane>
      <Pane name="The pictures">
        <Gallery />
      </Pane>
      {beside && (
        <Pane name={besideNames[beside.is]} of={beside.is}>
          {beside.is === 'search' && <SearchPane opened={beside} open={open} />}
          {beside.is === 'kept' && <KeptPane />}
          {beside.is === 'inbox' && <InboxPane />}
          {beside.is === 'party' && <PartyPane />}
          {beside.is === 'space' && <SpacePane opened={beside} />}
          {beside.is === 'person' && <PersonPane key={beside.user} user={beside.user} />}
        </Pane>
      )}
    </div>
  )
}

/** The address names the open room, so the link must not change it. */
const skip = (click: MouseEvent): void => {
  click.preventDefault()
  document.getElementById(mainId)?.focus()
}

const Nowhere = () => (
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

/** By itself: it changes with each message, and what is beside it does not. */
const UnreadInTitle = () => {
  const keptAway = useKeptAway()
  useInTitle(
    'messages',
    useParley((parley) => callingInAll(parley, keptAway)),
  )
  return null
}
