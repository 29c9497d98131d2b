import type { Output } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useReady } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { goTo, listAddress, roomAddress, spaceAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

type Sight = Output<'invite.look'>

/** What a link leads to, before one comes in by it. */
export const InvitePane = ({ code }: { readonly code: string }) => {
  const { sight, fault } = useSight(code)
  if (fault !== undefined)
    return (
      <div className="empty">
        <h2>No invitation</h2>
        <p role="alert">{fault}</p>
        <a className="button" href={listAddress}>
          To the conversations
        </a>
      </div>
    )
  if (sight) return <Invitation code={code} sight={sight} />
  return (
    <p className="empty" role="status">
      Looking at the invitation…
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
    <section className="empty" aria-label="Invitation">
      <h2 dir="auto">{name}</h2>
      <p>
        {sight.by && (
          <>
            <bdi>{tame(sight.by.name)}</bdi> invites you.{' '}
          </>
        )}
        {sight.member_count === 1 ? '1 member.' : `${sight.member_count} members.`}
      </p>
      <Fault text={fault} />
      {sight.description && <p dir="auto">{tame(sight.description)}</p>}
      {sight.temporary && (
        <p className="hint">You live there until you go offline, unless somebody gives you a role.</p>
      )}
      {sight.space !== undefined ? (
        <a className="button" href={spaceAddress(sight.space)}>
          You live there: open the space
        </a>
      ) : sight.room !== undefined ? (
        <a className="button" href={roomAddress(sight.room)}>
          You are in it: open the conversation
        </a>
      ) : hasAsked ? (
        <p role="status">You have asked to join. It is in your list as soon as somebody lets you in.</p>
      ) : (
        <button type="button" className="primary" disabled={busy} onClick={accept}>
          {sight.approval ? 'Ask to join' : 'Join'}
        </button>
      )}
    </section>
  )
}
