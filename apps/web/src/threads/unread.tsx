import { Trans } from '@lingui/react/macro'
import { useChat, useSelected } from '../chat/chat-context.ts'

/** What is unread in a thread that one follows. */
export const Unread = ({ thread }: { readonly thread: string }) => {
  const unread = useSelected(useChat().followed, (followed) => followed.unread(thread))
  return unread > 0 && <Badge count={unread} />
}

export const Badge = ({ count }: { readonly count: number }) => (
  <span className="badge">
    {count > 99 ? '99+' : count}
    <span className="unseen">
      {' '}
      <Trans>unread</Trans>
    </span>
  </span>
)
