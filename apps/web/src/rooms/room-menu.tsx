import { t } from '@lingui/core/macro'
import type { PreferenceChange, Room } from '@parley/client'
import { useRef, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { MoreIcon } from '../icons.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../menu/menu.tsx'
import { useMenu } from '../menu/use-menu.ts'
import { tame } from '../tame.ts'
import { FolderDialog } from './folder-dialog.tsx'
import { useHeld } from './holding-still.ts'
import { placeAtEnd, placesFor } from './sections.ts'

const hourMs = 3_600_000

interface RoomMenuProps {
  readonly room: Room
  /** Those that it stands among. */
  readonly among: readonly Room[]
}

/** What one can do with a conversation in the list. Its menu is drawn while it is open. */
export const RoomMenu = ({ room, among }: RoomMenuProps) => {
  const name = tame(useSelected(room, ({ name }) => name))
  const opener = useRef<HTMLButtonElement>(null)
  const { isOpen, open, close, run, fault } = useMenu()
  const [names, setNames] = useState(false)
  useHeld(isOpen || names)

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
          <Choices room={room} among={among} run={run} onFolder={() => setNames(true)} />
        </Menu>
      )}
      {names && <FolderDialog room={room} onClose={() => setNames(false)} />}
      {fault && (
        <p className="fault room-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  )
}

interface ChoicesProps extends RoomMenuProps {
  readonly run: (deed: Promise<unknown>) => void
  readonly onFolder: () => void
}

const Choices = ({ room, among, run, onFolder }: ChoicesProps) => {
  const { parley } = useChat()
  const favourite = useSelected(room, (room) => room.favourite)
  const hidden = useSelected(room, (room) => room.hidden)
  const unread = useSelected(room, (room) => room.unread > 0 || room.markedUnread)
  const keep = (change: PreferenceChange) => run(room.keep(change))
  const move = (by: -1 | 1) =>
    run(Promise.all(placesFor(among, room, by).map(([other, place]) => other.keep({ place }))))
  const at = among.indexOf(room)
  const isOrdered = favourite || room.preference.folder !== undefined
  return (
    <>
      {favourite ? (
        <MenuItem label={t`Remove from favourites`} onPick={() => keep({ favourite: false })} />
      ) : (
        <MenuItem
          label={t`Add to favourites`}
          onPick={() =>
            keep({ favourite: true, place: placeAtEnd(parley.roomList.filter((other) => other.favourite)) })
          }
        />
      )}
      {isOrdered && at > 0 && <MenuItem label={t`Move up`} onPick={() => move(-1)} />}
      {isOrdered && at < among.length - 1 && <MenuItem label={t`Move down`} onPick={() => move(1)} />}
      <MenuItem label={t`Folder…`} onPick={onFolder} />
      {unread ? (
        <MenuItem label={t`Mark read`} onPick={() => run(room.markRead())} />
      ) : (
        <MenuItem label={t`Mark unread`} onPick={() => run(room.markUnread())} />
      )}
      {hidden ? (
        <MenuItem label={t`Show in the list`} onPick={() => keep({ hidden: false })} />
      ) : (
        <MenuItem label={t`Hide until something new comes`} onPick={() => keep({ hidden: true })} />
      )}
      <MenuLine />
      <Quiet room={room} keep={keep} />
    </>
  )
}

const levels = [
  ['all', t`Notify of everything`],
  ['mentions', t`Notify of mentions`],
  ['none', t`Notify of nothing`],
] as const

const Quiet = ({ room, keep }: { readonly room: Room; readonly keep: (change: PreferenceChange) => void }) => {
  const muted = useSelected(room, (room) => room.muted)
  const level = useSelected(room, (room) => room.level)
  return (
    <>
      {muted ? (
        <MenuItem label={t`Unmute`} onPick={() => keep({ muted: false })} />
      ) : (
        <>
          <MenuItem label={t`Mute for an hour`} onPick={() => keep({ muted_ms: hourMs })} />
          <MenuItem label={t`Mute for eight hours`} onPick={() => keep({ muted_ms: 8 * hourMs })} />
          <MenuItem label={t`Mute for good`} onPick={() => keep({ muted: true })} />
        </>
      )}
      <MenuLine />
      {levels.map(([value, label]) => (
        <MenuChoice key={value} label={label} checked={level === value} onPick={() => keep({ level: value })} />
      ))}
    </>
  )
}
