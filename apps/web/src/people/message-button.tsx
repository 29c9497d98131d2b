import { t } from '@lingui/core/macro'
import { useCloseWhereNarrow } from '../beside/open.ts'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { ChatIcon } from '../icons.tsx'
import { roomAddress } from '../route.ts'
import { useDeed } from '../use-deed.ts'

interface MessageButtonProps {
  /** Their id. */
  readonly user: string
  readonly name: string
  /** Whether its word shows. */
  readonly isWide?: boolean
}

/** To the conversation of the two, which is made where there is none. */
export const MessageButton = ({ user, name, isWide = false }: MessageButtonProps) => {
  const closeWhereNarrow = useCloseWhereNarrow()
  const { goTo } = useHost().route
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const open = () =>
    run(async () => {
      const room = await parley.createDirect(user)
      closeWhereNarrow()
      goTo(roomAddress(room.id))
    })
  return (
    <>
      <button
        type="button"
        className={isWide ? 'primary' : 'icon'}
        aria-label={isWide ? undefined : t`Message ${name}`}
        disabled={busy}
        onClick={open}
      >
        <ChatIcon />
        {isWide && t`Message`}
      </button>
      <Fault text={fault} />
    </>
  )
}
