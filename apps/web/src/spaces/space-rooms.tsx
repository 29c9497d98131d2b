import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space, SpaceSection } from '@parley/client/spaces'
import { useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Badge } from '../files/badge.tsx'
import { useHost } from '../host/host.ts'
import { PeopleIcon, SettingsIcon } from '../icons.tsx'
import { Loading } from '../loading.tsx'
import { tame } from '../tame.ts'
import { fullTime } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { CategoryMenu } from './category-menu.tsx'
import { FactorMissing } from './factor-missing.tsx'
import { CategoryForm, NewRoom } from './new-room.tsx'
import { RoomLine } from './room-line.tsx'
import { RulesToAccept } from './rules-to-accept.tsx'
import { type Moving, useMoving } from './use-moving.ts'
import { useFound } from './use-spaces.ts'

interface SpaceRoomsProps {
  /** The id of the space. */
  readonly space: string
  /** The id of the room that is shown beside. */
  readonly open: string | undefined
}

/** The rooms of a space that one sees, in its order. */
export const SpaceRooms = ({ space: id, open }: SpaceRoomsProps) => {
  const { space, isNowhere } = useFound(id)
  if (space) return <Rooms key={id} space={space} open={open} />
  return (
    <nav className="rooms" aria-label={t`Rooms`}>
      {!isNowhere && <Loading />}
    </nav>
  )
}

const Rooms = ({ space, open }: { readonly space: Space; readonly open: string | undefined }) => {
  const { openSpace } = useHost().beside
  const name = tame(useSelected(space, ({ name }) => name))
  const banner = useSelected(space, ({ banner }) => banner)
  const sections = useSelected(space, ({ sections }) => sections)
  const mayArrange = useSelected(space, (space) => space.may('manage_rooms'))
  const [making, setMaking] = useState<'room' | 'category'>()
  const { moving, over, said, fault } = useMoving(space)
  return (
    <nav className="rooms space-rooms" aria-label={t`Rooms of ${name}`}>
      {banner !== '' && (
        <div className="banner" aria-hidden="true">
          <Badge of={space.id} file={banner} size="large" />
        </div>
      )}
      <header>
        <h2 dir="auto">{name}</h2>
        <button type="button" className="icon" aria-label={t`Members`} onClick={() => openSpace(space.id, 'residents')}>
          <PeopleIcon />
        </button>
        <button
          type="button"
          className="icon"
          aria-label={t`Settings of ${name}`}
          onClick={() => openSpace(space.id, 'about')}
        >
          <SettingsIcon />
        </button>
      </header>
      <Ending space={space} />
      <RulesToAccept space={space} />
      <FactorMissing space={space} />
      <Passing space={space} />
      <div className="room-sections">
        {sections.map((section) => (
          <Section
            key={section.category?.category ?? ''}
            space={space}
            section={section}
            open={open}
            moving={moving}
            over={over}
            mayArrange={mayArrange}
          />
        ))}
        {sections.length === 0 && (
          <p className="empty">
            <Trans>You see no room here.</Trans>
          </p>
        )}
        {mayArrange && (
          <div className="space-makers">
            <button type="button" className="quiet" onClick={() => setMaking('room')}>
              <Trans>New room</Trans>
            </button>
            <button type="button" className="quiet" onClick={() => setMaking('category')}>
              <Trans>New category</Trans>
            </button>
          </div>
        )}
      </div>
      <Fault text={fault} />
      <p className="unseen" role="status">
        {said}
      </p>
      {making === 'room' && <NewRoom space={space} category={undefined} onClose={() => setMaking(undefined)} />}
      {making === 'category' && <CategoryForm space={space} onClose={() => setMaking(undefined)} />}
    </nav>
  )
}

/** They know it before it happens. */
const Passing = ({ space }: { readonly space: Space }) => {
  const isPassing = useSelected(space, ({ temporary }) => temporary)
  if (!isPassing) return null
  return (
    <p className="hint">
      <Trans>You live here until you go offline, unless somebody gives you a role.</Trans>
    </p>
  )
}

const Ending = ({ space }: { readonly space: Space }) => {
  const { me, parley } = useChat()
  const endsAt = useSelected(space, ({ endsAt }) => endsAt)
  const isOwner = useSelected(space, ({ owner }) => owner === me)
  const { run, busy, fault } = useDeed()
  if (endsAt === undefined) return null
  return (
    <div className="space-ending" role="status">
      <p>
        <Trans>This space is deleted on {fullTime(endsAt)}.</Trans>
      </p>
      {isOwner && (
        <button type="button" disabled={busy} onClick={() => run(() => parley.call('space.keep', { space: space.id }))}>
          <Trans>Keep it</Trans>
        </button>
      )}
      <Fault text={fault} />
    </div>
  )
}

interface SectionProps {
  readonly space: Space
  readonly section: SpaceSection
  readonly open: string | undefined
  readonly moving: Moving
  readonly over: string | undefined
  readonly mayArrange: boolean
}

const Section = ({ space, section, open, moving, over, mayArrange }: SectionProps) => {
  const { category, rooms } = section
  const id = `category-${category?.category ?? 'none'}`
  return (
    <section
      aria-labelledby={category ? id : undefined}
      className={over === id ? 'drop' : undefined}
      onDragOver={(event) => moving.over(id, event)}
      onDrop={(event) => moving.drop(section, rooms.length, event)}
    >
      {category && (
        <div className="category">
          <h3 id={id} dir="auto">
            {tame(category.name)}
          </h3>
          {mayArrange && <CategoryMenu space={space} section={section} category={category} />}
        </div>
      )}
      <ul>
        {rooms.map((room, place) => (
          <RoomLine
            key={room.id}
            space={space}
            room={room}
            isOpen={room.id === open}
            mayArrange={mayArrange}
            moving={moving}
            isOver={over === room.id}
            section={section}
            place={place}
          />
        ))}
      </ul>
    </section>
  )
}
