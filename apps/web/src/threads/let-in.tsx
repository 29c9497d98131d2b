import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Portrait } from '../people/portrait.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

interface LetInProps {
  readonly parent: Room
  readonly thread: string
  readonly onClose: () => void
}

/** Who is to see a private thread: one of those who are in its room. */
export const LetIn = ({ parent, thread, onClose }: LetInProps) => {
  const { me, parley } = useChat()
  const members = useSelected(parent, (room) => room.members)
  const count = useSelected(parent, (room) => room.memberCount)
  const [inside, setInside] = useState<readonly string[]>([])
  const { run, busy, fault } = useDeed()
  const letIn = (user: string) =>
    run(() => parley.call('thread.follow', { room: thread, user }).then(() => setInside([...inside, user])))
  return (
    <Dialog title={t`Let somebody into this thread`} onClose={onClose}>
      <p className="hint">
        <Trans>They follow it then, and see all that was said in it.</Trans>
      </p>
      <ul className="members" aria-label={t`Members`}>
        {members
          .filter(({ user }) => user !== me)
          .map(({ user, name }) => (
            <li key={user}>
              <Portrait user={user} name={name} />
              <span className="who" dir="auto">
                {tame(name)}
              </span>
              {inside.includes(user) ? (
                <span className="tag">
                  <Trans>let in</Trans>
                </span>
              ) : (
                <button type="button" className="quiet" disabled={busy} onClick={() => letIn(user)}>
                  <Trans>
                    Let in <span className="unseen">{tame(name)}</span>
                  </Trans>
                </button>
              )}
            </li>
          ))}
      </ul>
      {members.length < count && (
        <button type="button" className="quiet" disabled={busy} onClick={() => run(() => parent.loadMembers())}>
          <Trans>Show more</Trans>
        </button>
      )}
      <Fault text={fault} />
    </Dialog>
  )
}
