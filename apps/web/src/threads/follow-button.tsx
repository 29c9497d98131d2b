import { t } from '@lingui/core/macro'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import type { ThreadTold } from './figures.ts'

interface FollowButtonProps {
  readonly told: ThreadTold
  readonly onDone: () => void
}

export const FollowButton = ({ told, onDone }: FollowButtonProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const { room, following } = told
  const toggle = () => run(() => parley.call(following ? 'thread.unfollow' : 'thread.follow', { room }).then(onDone))
  return (
    <>
      {told.private && following ? (
        <Confirm
          label={t`Unfollow`}
          question={t`Unfollow? A private thread may then be out of your sight.`}
          onConfirm={toggle}
        />
      ) : (
        <button type="button" className="quiet" disabled={busy} onClick={toggle}>
          {following ? t`Unfollow` : t`Follow`}
        </button>
      )}
      <Fault text={fault} />
    </>
  )
}
