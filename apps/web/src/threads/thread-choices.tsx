import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type Message, type Room, uuid7 } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { hereNow } from '../timed/moments.ts'

interface ThreadChoicesProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number }
  readonly busy: boolean
  readonly run: (deed: () => Promise<unknown>) => unknown
  readonly onClose: () => void
}

/** The ways from a message into a thread. */
export const ThreadChoices = ({ room, message: { seq, thread }, busy, run, onClose }: ThreadChoicesProps) => {
  const { goTo, besideRoom } = useHost().route
  const { parley } = useChat()
  /** Closed first: a dialog gives the focus back to where it was. */
  const open = (id: string) => {
    onClose()
    goTo(besideRoom(id))
  }
  const begin = (more: object = {}) =>
    run(async () => open((await parley.call('thread.create', { room: room.id, seq, ...more })).room))
  return (
    <>
      <button type="button" disabled={busy} onClick={() => (thread ? open(thread.room) : begin())}>
        {thread ? t`Open thread` : t`Reply in thread`}
      </button>
      {room.kind === 'group' && (
        <button type="button" disabled={busy} onClick={() => begin({ private: true, key: uuid7(hereNow()) })}>
          <Trans>Start a private thread</Trans>
        </button>
      )}
    </>
  )
}
