import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useReady } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { listAddress, roomAddress, spaceAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

type Sight = Output<'invite.look'>

/** What a link leads to, before one comes in by it. */
export const InvitePane = ({ code }: { readonly code: string }) => {
  const { sight, fault } = useSight(code)
  if (fault !== undefined)
    return (
      <div className="empty">
        <h2>
          <Trans>No invitation</Trans>
        </h2>
        <p role="alert">{fault}</p>
        <a className="button" href={listAddress}>
          <Trans>To the conversations</Trans>
        </a>
      </div>
    )
  if (sight) return <Invitation code={code} sight={sight} />
  return (
    <p className="empty" role="status">
      <Trans>Looking at the invitation…</Trans>
    </p>
  )
}

const useSight = (code: string) => {
  const { parley } = useChat()
  const ready = useReady()
  const [sight, setSight] = useState<Sight>()
  const [fault, setFault] = useState<string>()
  useEffect(() => {
    if (!ready) return
    let isCurrent = true
    setSight(undefined)
    setFault(undefined)
    parley.call('invite.look', { code }).then(
      (seen) => isCurrent && setSight(seen),
      (error: unknown) => isCurrent && setFault(errorText(error)),
    )
    return () => {
      isCurrent = false
    }
  }, [parley, ready, code])
  return { sight, fault }
}

interface InvitationProps {
  readonly code: string
  readonly sight: Sight
}

const Invitation = ({ code, sight }: InvitationProps) => {
  const { goTo } = useHost().route
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const [hasAsked, setAsked] = useState(sight.asked)
  const name = tame(sight.name)
  const accept = () =>
    run(async () => {
      const { space, room } = await parley.call('invite.accept', { code })
      if (space !== undefined) goTo(spaceAddress(space))
      else if (room === undefined) setAsked(true)
      // Said again, it gives the room as it is now.
      else goTo(roomAddress((await parley.acceptInvite(code))?.id ?? room))
    })
  return (
    <section className="empty" aria-label={t`Invitation`}>
      <h2 dir="auto">{name}</h2>
      <p>
        {sight.by && (
          <Trans>
            <bdi>{tame(sight.by.name)}</bdi> invites you.{' '}
          </Trans>
        )}
        {plural(sight.member_count, { one: '# member.', other: '# members.' })}
      </p>
      <Fault text={fault} />
      {sight.description && <p dir="auto">{tame(sight.description)}</p>}
      {sight.temporary && (
        <p className="hint">
          <Trans>You live there until you go offline, unless somebody gives you a role.</Trans>
        </p>
      )}
      {sight.space !== undefined ? (
        <a className="button" href={spaceAddress(sight.space)}>
          <Trans>You live there: open the space</Trans>
        </a>
      ) : sight.room !== undefined ? (
        <a className="button" href={roomAddress(sight.room)}>
          <Trans>You are in it: open the conversation</Trans>
        </a>
      ) : hasAsked ? (
        <p role="status">
          <Trans>You have asked to join. It is in your list as soon as somebody lets you in.</Trans>
        </p>
      ) : (
        <button type="button" className="primary" disabled={busy} onClick={accept}>
          {sight.approval ? t`Ask to join` : t`Join`}
        </button>
      )}
    </section>
  )
}
