import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { useEffect, useRef } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { Loading } from '../loading.tsx'
import { NotOpen } from '../not-open.tsx'
import { initialsOf, toneOf } from '../people/tone.ts'
import { NoSuchRoom, OpenRoom } from '../room/room-pane.tsx'
import { listAddress, roomAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useOpened } from '../threads/use-thread.ts'
import { useScreening } from './entering.tsx'
import { SpaceContext } from './space-context.ts'
import { useFound } from './use-spaces.ts'

interface SpaceMainProps {
  /** The id of the space. */
  readonly space: string
  /** The id of its room. */
  readonly room: string | undefined
}

/** A room of a space, or what the space is. */
export const SpaceMain = ({ space: id, room }: SpaceMainProps) => {
  const { space, isNowhere } = useFound(id)
  if (isNowhere) return <NoSuchSpace />
  if (!space) return <Loading of="messages" />
  return room === undefined ? <Home space={space} /> : <SpaceRoom key={room} space={space} id={room} />
}

/** Where one sees it no longer, it is as if there were none; and it comes back with the right. */
const SpaceRoom = ({ space, id }: { readonly space: Space; readonly id: string }) => {
  const { room, fault, again } = useOpened(id, t`You see this room no longer.`)
  const isSeen = useSelected(space, (space) => space.room(id) !== undefined)
  const wasSeen = useRef(isSeen)
  useEffect(() => {
    if (isSeen && !wasSeen.current) again()
    wasSeen.current = isSeen
  }, [isSeen, again])
  if (fault) return isSeen ? <NotOpen fault={fault} onAgain={again} /> : <NoSuchRoom />
  if (!room) return <Loading of="messages" />
  return (
    <SpaceContext value={space}>
      <OpenRoom room={room} />
    </SpaceContext>
  )
}

const Home = ({ space }: { readonly space: Space }) => {
  const { openSpace } = useHost().beside
  const name = tame(useSelected(space, ({ name }) => name))
  const description = useSelected(space, ({ description }) => description)
  const screening = useScreening(space, true)
  const count = useSelected(space, ({ residentCount }) => residentCount)
  return (
    <div className="space-home">
      <span className={`mark ${toneOf(space.id)}`} aria-hidden="true">
        {initialsOf(name)}
      </span>
      <h2 dir="auto">{name}</h2>
      {description && <p dir="auto">{tame(description)}</p>}
      <button type="button" className="quiet" onClick={() => openSpace(space.id, 'residents')}>
        {plural(count, { one: '# member', other: '# members' })}
      </button>
      {screening?.welcome.text && (
        <p className="welcome-text" dir="auto">
          {tame(screening.welcome.text)}
        </p>
      )}
      <WelcomeRooms space={space} rooms={screening?.welcome.rooms ?? []} />
      <p className="hint">
        <Trans>Choose a room.</Trans>
      </p>
    </div>
  )
}

interface WelcomeRoomsProps {
  readonly space: Space
  readonly rooms: readonly string[]
}

/** Where a newcomer looks first, of the rooms that they see. */
const WelcomeRooms = ({ space, rooms }: WelcomeRoomsProps) => {
  useSelected(space, ({ sections }) => sections)
  const seen = rooms.flatMap((id) => space.room(id) ?? [])
  if (seen.length === 0) return null
  return (
    <nav className="welcome-rooms" aria-label={t`Look here first`}>
      {seen.map(({ id, name }) => (
        <a key={id} className="button" href={roomAddress(id, space.id)} dir="auto">
          {tame(name)}
        </a>
      ))}
    </nav>
  )
}

const NoSuchSpace = () => (
  <div className="empty">
    <h2>
      <Trans>No such space</Trans>
    </h2>
    <p>
      <Trans>It does not exist, or you do not live there.</Trans>
    </p>
    <a className="button" href={listAddress}>
      <Trans>Back to the conversations</Trans>
    </a>
  </div>
)
