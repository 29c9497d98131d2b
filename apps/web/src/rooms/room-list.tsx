import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useId, useState } from 'react'
import { useParley, useReady } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { BookmarkIcon, PlusIcon, SearchIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { FollowedLink } from '../threads/followed-link.tsx'
import { makeOrder } from './by-activity.ts'
import { HoldContext, useHolding } from './holding-still.ts'
import { awayIn, useKeptAway } from './kept-away.ts'
import { InvitedRooms } from './later.tsx'
import { RoomLink } from './room-link.tsx'
import { makeSections } from './sections.ts'
import { usePeek } from './use-peek.ts'

interface RoomListProps {
  /** The id of the room that is shown beside. */
  readonly open: string | undefined
}

export const RoomList = ({ open }: RoomListProps) => {
  const { openSearch, openKept } = useHost().beside
  const { openOverlay } = useHost().overlays
  const ready = useReady()
  usePeek()
  const { hold, shown: sections } = useHolding(useSections(open))
  const { shown, hidden, restricted } = sections
  return (
    <nav className="rooms" aria-label={t`Conversations`}>
      <header>
        <h2>
          <Trans>Conversations</Trans>
        </h2>
        <button
          type="button"
          className="icon search-opener"
          aria-label={t`Search messages`}
          title={t`Search messages`}
          onClick={() => openSearch()}
        >
          <SearchIcon />
        </button>
        <button type="button" className="icon" aria-label={t`Kept for you`} onClick={openKept}>
          <BookmarkIcon />
        </button>
        <button
          type="button"
          className="icon"
          aria-label={t`New conversation`}
          onClick={() => openOverlay('conversation')}
        >
          <PlusIcon />
        </button>
      </header>
      <FollowedLink />
      <div className="room-sections">
        <InvitedRooms />
        <HoldContext value={hold}>
          {shown.map(({ title, rooms }) => (
            <Section key={title ?? ''} title={title} rooms={rooms} open={open} />
          ))}
          {hidden.length > 0 && (
            <Folded
              rooms={hidden}
              open={open}
              title={t`Hidden`}
              show={(count) =>
                plural(count, { one: 'Show a hidden conversation', other: 'Show # hidden conversations' })
              }
              close={t`Leave out what is hidden`}
            />
          )}
          {restricted.length > 0 && (
            <Folded
              rooms={restricted}
              open={open}
              title={t`Of whom you restrict`}
              show={(count) =>
                plural(count, { one: 'Show a restricted conversation', other: 'Show # restricted conversations' })
              }
              close={t`Leave out who is restricted`}
            />
          )}
        </HoldContext>
        {shown.length + hidden.length + restricted.length === 0 && ready && (
          <p className="empty">
            <Trans>No conversations yet. Start one with the plus above, or open a link that invites you.</Trans>
          </p>
        )}
      </div>
    </nav>
  )
}

const useSections = (open: string | undefined) => {
  const [order] = useState(makeOrder)
  const [sections] = useState(() => makeSections<Room>())
  const keptAway = useKeptAway()
  return useParley((parley) =>
    sections(order(parley), open, (room) => awayIn(room, parley.user, keptAway) === 'restricted'),
  )
}

interface SectionProps extends RoomListProps {
  readonly title?: string | undefined
  readonly rooms: readonly Room[]
}

const Section = ({ title, rooms, open }: SectionProps) => {
  const id = useId()
  return (
    <section aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <h3 id={id} dir="auto">
          {tame(title)}
        </h3>
      )}
      <ul>
        {rooms.map((room) => (
          <RoomLink key={room.id} room={room} open={room.id === open} among={rooms} />
        ))}
      </ul>
    </section>
  )
}

interface FoldedProps extends SectionProps {
  readonly show: (count: number) => string
  readonly close: string
}

/** Conversations that stand apart, and show when one asks for them. */
const Folded = ({ rooms, open, title, show, close }: FoldedProps) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="quiet show-hidden" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? close : show(rooms.length)}
      </button>
      {isOpen && <Section title={title} rooms={rooms} open={open} />}
    </>
  )
}
