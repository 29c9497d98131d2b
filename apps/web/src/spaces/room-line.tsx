import { plural, t } from '@lingui/core/macro'
import type { Space, SpaceRoom, SpaceSection } from '@parley/client/spaces'
import { type DragEvent, type KeyboardEvent, memo, useRef } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { MoreIcon, QuietIcon } from '../icons.tsx'
import { Menu, MenuItem, MenuLine } from '../menu/menu.tsx'
import { useMenu } from '../menu/use-menu.ts'
import { roomAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { SpaceRoomMark } from './room-buttons.tsx'
import type { Moving } from './use-moving.ts'

interface RoomLineProps {
  readonly space: Space
  readonly room: SpaceRoom
  readonly isOpen: boolean
  readonly mayArrange: boolean
  readonly moving: Moving
  /** A dragged room would come to stand before it. */
  readonly isOver: boolean
  readonly section: SpaceSection
  readonly place: number
}

const kindOf = (kind: SpaceRoom['kind']): string | undefined => {
  if (kind === 'announcement') return t`announcements`
  return kind === 'forum' ? t`forum` : undefined
}

/** All that the line shows, as one name. */
const spokenOf = ({ kind, unread, markedUnread, mentions, muted }: SpaceRoom, name: string): string =>
  [
    name,
    kindOf(kind),
    unread > 0 && t`${unread} unread`,
    unread === 0 && markedUnread && t`marked unread`,
    mentions > 0 && plural(mentions, { one: '# mentions you', other: '# mention you' }),
    muted && t`muted`,
  ]
    .filter(Boolean)
    .join(', ')

/** A room in the list: what is unread there makes it bold, and what mentions one is counted. */
export const RoomLine = memo(({ space, room, isOpen, mayArrange, moving, isOver, section, place }: RoomLineProps) => {
  const calls = (room.unread > 0 || room.markedUnread) && !room.muted
  const name = tame(room.name)
  return (
    <li
      className={`${calls ? 'unread' : ''} ${room.muted ? 'quiet-room' : ''} ${isOver ? 'drop' : ''}`}
      onDragOver={(event) => moving.over(room.id, event)}
      onDrop={(event) => moving.drop(section, place, event)}
    >
      <a
        className="space-room"
        href={roomAddress(room.id, space.id)}
        aria-current={isOpen ? 'page' : undefined}
        aria-label={spokenOf(room, name)}
        title={room.topic ? tame(room.topic) : undefined}
        {...(mayArrange
          ? {
              draggable: true,
              onDragStart: (event: DragEvent) => moving.begin(room, event),
              onDragEnd: moving.end,
              onKeyDown: (event: KeyboardEvent) => moving.onKey(room, event),
              'aria-keyshortcuts': 'Alt+ArrowUp Alt+ArrowDown',
            }
          : {})}
      >
        <SpaceRoomMark kind={room.kind} />
        <span className="room-name" dir="auto">
          {name}
        </span>
        {room.muted && <QuietIcon />}
        {room.mentions > 0 && (
          <span className="badge mentions" aria-hidden="true">
            @{room.mentions > 99 ? '99+' : room.mentions}
          </span>
        )}
      </a>
      <RoomMenu space={space} room={room} name={name} mayArrange={mayArrange} moving={moving} />
    </li>
  )
})

type RoomMenuProps = Pick<RoomLineProps, 'space' | 'room' | 'mayArrange' | 'moving'> & { readonly name: string }

const RoomMenu = ({ space, room, name, mayArrange, moving }: RoomMenuProps) => {
  const { openSpace } = useHost().beside
  const { parley } = useChat()
  const opener = useRef<HTMLButtonElement>(null)
  const { isOpen, open, close, run, fault } = useMenu()
  const move = (by: -1 | 1) => {
    close()
    moving.step(room, by)
  }
  const keep = (muted: boolean) => run(parley.call('preference.set', { room: room.id, muted }))
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="icon room-more"
        aria-label={t`More about ${name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={open}
      >
        <MoreIcon />
      </button>
      {isOpen && (
        <Menu label={name} opener={opener} onClose={close}>
          {room.muted ? (
            <MenuItem label={t`Unmute`} onPick={() => keep(false)} />
          ) : (
            <MenuItem label={t`Mute for good`} onPick={() => keep(true)} />
          )}
          <MenuItem
            label={t`About this room`}
            onPick={() => {
              close()
              openSpace(space.id, 'room', room.id)
            }}
          />
          {mayArrange && (
            <>
              <MenuLine />
              <MenuItem label={t`Move up`} onPick={() => move(-1)} />
              <MenuItem label={t`Move down`} onPick={() => move(1)} />
            </>
          )}
        </Menu>
      )}
      {fault && (
        <p className="fault room-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  )
}
