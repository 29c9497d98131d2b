import { useBeside } from '../beside/open.ts'
import { useParley, useSelected } from '../chat/chat-context.ts'
import { useInTitle } from '../chat/in-title.ts'
import { useHost } from '../host/host.ts'
import { BellIcon } from '../icons.tsx'
import { useInbox } from './use-inbox.ts'
import { useRinging } from './use-ringing.ts'
import { bellText, calls, callsApart } from './weight.ts'

/** The way to what one is told, with how much of it calls for one; what came silently is a spot without a number. */
export const Bell = () => {
  const { closeBeside, openInbox } = useHost().beside
  const inbox = useInbox()
  const unread = useSelected(inbox, ({ unread }) => unread)
  const calling = useSelected(inbox, calls)
  const rooms = useParley(({ rooms }) => rooms)
  useInTitle(
    'notifications',
    useSelected(inbox, (inbox) => callsApart(inbox, (room) => rooms.has(room))),
  )
  useRinging()
  const isOpen = useBeside()?.is === 'inbox'
  return (
    <button
      type="button"
      className="icon bell"
      aria-label={bellText(calling, unread)}
      aria-expanded={isOpen}
      onClick={() => (isOpen ? closeBeside() : openInbox())}
    >
      <BellIcon />
      {calling > 0 ? (
        <span className="badge">{calling > 99 ? '99+' : calling}</span>
      ) : (
        unread > 0 && <span className="spot" />
      )}
    </button>
  )
}
