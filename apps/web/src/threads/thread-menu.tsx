import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { useCallback, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { MoreIcon } from '../icons.tsx'
import { Menu, MenuItem, MenuLine } from '../menu/menu.tsx'
import { Pins } from '../room/pins.tsx'
import { threadAddress } from '../route.ts'
import { useDeed } from '../use-deed.ts'
import type { ThreadTold } from './figures.ts'
import { LetIn } from './let-in.tsx'
import { useManages } from './ruler.ts'
import { ThreadSettings } from './thread-settings.tsx'

interface ThreadMenuProps {
  readonly parent: Room
  readonly room: Room
  readonly told: ThreadTold
  /** Something of it was changed. */
  readonly onDone: () => void
}

type Dialog = 'pins' | 'settings' | 'let in'

/** What one can do with a thread, besides following it. */
export const ThreadMenu = ({ parent, room, told, onDone }: ThreadMenuProps) => {
  const opener = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [dialog, setDialog] = useState<Dialog>()
  const { run, fault } = useDeed()
  const close = useCallback(() => setOpen(false), [])
  const shut = () => setDialog(undefined)
  const pick = (deed: () => unknown) => {
    setOpen(false)
    void run(async () => deed())
  }
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="icon"
        aria-label={t`More about this thread`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <MoreIcon />
      </button>
      {isOpen && (
        <Menu label={t`This thread`} opener={opener} onClose={close}>
          <Choices parent={parent} told={told} pick={pick} onDone={onDone} onDialog={setDialog} />
        </Menu>
      )}
      {dialog === 'pins' && <Pins room={room} onClose={shut} />}
      {dialog === 'settings' && <ThreadSettings told={told} onDone={onDone} onClose={shut} />}
      {dialog === 'let in' && <LetIn parent={parent} thread={told.room} onClose={shut} />}
      <Fault text={fault} />
    </>
  )
}

interface ChoicesProps extends Pick<ThreadMenuProps, 'parent' | 'told' | 'onDone'> {
  readonly pick: (deed: () => unknown) => void
  readonly onDialog: (dialog: Dialog) => void
}

/** What the server would refuse is not offered. */
const Choices = ({ parent, told, pick, onDone, onDialog }: ChoicesProps) => {
  const { linkTo } = useHost().route
  const { parley } = useChat()
  const { room, own, locked = false, archived = false } = told
  const isManager = useManages(parent)
  const mayChange = isManager || (own === true && !locked)
  const change = (wanted: { locked?: boolean; archived?: boolean }) =>
    pick(() => parley.call('thread.change', { room, ...wanted }).then(onDone))
  const open = (dialog: Dialog) => pick(() => onDialog(dialog))
  return (
    <>
      <MenuItem label={t`Pinned messages`} onPick={() => open('pins')} />
      {told.private && <MenuItem label={t`Let somebody in…`} onPick={() => open('let in')} />}
      {navigator.clipboard && (
        <MenuItem
          label={t`Copy link`}
          onPick={() => pick(() => navigator.clipboard.writeText(linkTo(threadAddress(parent.id, room))))}
        />
      )}
      {mayChange && (
        <>
          <MenuLine />
          <MenuItem label={t`Name and time…`} onPick={() => open('settings')} />
          <MenuItem label={archived ? t`Bring back` : t`Archive`} onPick={() => change({ archived: !archived })} />
        </>
      )}
      {isManager && <MenuItem label={locked ? t`Unlock` : t`Lock`} onPick={() => change({ locked: !locked })} />}
    </>
  )
}
