import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useChat, useName, useSelected } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { Portrait } from '../people/portrait.tsx'
import { Markdown } from '../timeline/markdown.tsx'
import { useLook } from '../timeline/quote.tsx'
import { fullTime, shortTime } from '../timeline/times.ts'

interface RootProps {
  readonly parent: Room
  readonly seq: number
}

/** The message that a thread hangs on, as it is now. Its time leads there. */
export const Root = ({ parent, seq }: RootProps) => {
  const { goToRoomMessage } = useHost().route
  const message = useSelected(parent, (room) => room.message(seq))
  const isLooked = useLook(parent, seq)
  if (!message)
    return (
      <p className="thread-root hint">
        {isLooked ? t`The message was taken back, or you block who wrote it.` : t`Loading…`}
      </p>
    )
  const { by, at, text } = message
  return (
    <section className="thread-root" aria-label={t`The message that this thread is about`}>
      <header>
        <Who user={by} />
        <button type="button" className="quiet" title={fullTime(at)} onClick={() => goToRoomMessage(parent.id, seq)}>
          <span className="unseen">
            <Trans>Show the message of</Trans>{' '}
          </span>
          <time dateTime={new Date(at).toISOString()}>{shortTime(at)}</time>
        </button>
      </header>
      <div className="text">
        <Markdown text={text} />
      </div>
    </section>
  )
}

const Who = ({ user }: { readonly user: string }) => {
  const { me } = useChat()
  const name = useName(user)
  return (
    <>
      <Portrait user={user} name={name} />
      <b dir="auto">{user === me ? t`You` : name}</b>
    </>
  )
}
