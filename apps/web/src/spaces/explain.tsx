import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { useEffect, useState } from 'react'
import { useChat, useName, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { resultText, stepText } from './explain-text.ts'
import { FindResident } from './find-resident.tsx'
import { roleName } from './roles.tsx'

interface ExplainProps {
  readonly space: Space
  /** The id of the room. */
  readonly room: string
  readonly mayAskOfOthers: boolean
}

/** How it comes that somebody may do what they may in a room, step by step. */
export const Explain = ({ space, room, mayAskOfOthers }: ExplainProps) => {
  const { me, parley } = useChat()
  const [user, setUser] = useState(me)
  const [isFinding, setFinding] = useState(false)
  const [told, setTold] = useState<Output<'permission.explain'>>()
  const { run, fault } = useDeed()
  const roles = useSelected(space, ({ roleList }) => roleList)
  const own = useSelected(space, (space) => space.room(room)?.may)
  const name = useName(user)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what one may do oneself is a reason to ask
  useEffect(() => {
    setTold(undefined)
    void run(async () =>
      setTold(await parley.call('permission.explain', { space: space.id, room, ...(user === me ? {} : { user }) })),
    )
  }, [parley, space, room, user, me, own, roles])

  const called = (role: number) => {
    const found = roles.find((one) => one.role === role)
    return found ? roleName(found) : t`a role that is gone`
  }
  return (
    <div className="explain">
      <p>
        <Trans>
          Of <b dir="auto">{user === me ? t`you` : name}</b>:{' '}
        </Trans>
        {mayAskOfOthers && (
          <button type="button" className="quiet" aria-expanded={isFinding} onClick={() => setFinding(!isFinding)}>
            <Trans>Of somebody else</Trans>
          </button>
        )}
      </p>
      {isFinding && (
        <FindResident
          space={space}
          onFound={(user) => {
            setFinding(false)
            setUser(user)
          }}
        />
      )}
      <Fault text={fault} />
      {told && (
        <>
          <ol aria-label={t`Steps`}>
            {told.steps.map((step, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps are in the order of deciding
              <li key={place}>{stepText(step, called)}</li>
            ))}
          </ol>
          <p>
            <b>{resultText(told.may)}</b>
          </p>
        </>
      )}
    </div>
  )
}
