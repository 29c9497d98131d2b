import { Trans } from '@lingui/react/macro'
import { ParleyError } from '@parley/client'
import { useEffect } from 'react'
import { Chat } from '../chat/chat.tsx'
import { ChatContext, useSelected } from '../chat/chat-context.ts'
import type { ChatOfUser } from '../chat/chat-of-user.ts'
import { Connection } from '../chat/connection.tsx'
import { errorText } from '../error-text.ts'
import { Pane } from '../faults/pane.tsx'
import { useHost } from '../host/host.ts'
import { NotOpen } from '../not-open.tsx'
import { unavailable } from '../protocol.inline.ts'
import { RoomAlone } from './room-alone.tsx'

/** For so long a server that does not answer is one that will. In milliseconds. */
const awayAfterMs = 5_000

interface EmbeddedProps {
  readonly chat: ChatOfUser
  /** A room alone, or the whole client. */
  readonly shows: 'room' | 'chat'
  readonly onAgain: () => void
}

/** What an element shows: itself once it is known whose it is, and else why it cannot. */
export const Embedded = ({ chat, shows, onAgain }: EmbeddedProps) => {
  const { parley } = chat
  const { onRefused } = useHost()
  const error = useSelected(parley, ({ error }) => error)
  const isHere = useSelected(parley, ({ state }) => state === 'online')
  const isKnown = useSelected(parley, ({ user }) => user !== undefined)
  useEffect(() => {
    if (error) onRefused(error)
  }, [error, onRefused])
  useEffect(() => {
    if (isHere || error) return undefined
    const timer = setTimeout(() => onRefused(parley.trouble ?? new ParleyError(unavailable)), awayAfterMs)
    return () => clearTimeout(timer)
  }, [parley, isHere, error, onRefused])
  if (error) return <NotOpen fault={errorText(error)} onAgain={onAgain} />
  return (
    <ChatContext value={chat}>
      <Pane name="Parley">{isKnown ? shows === 'room' ? <RoomAlone /> : <Chat notice={null} /> : <Opening />}</Pane>
    </ChatContext>
  )
}

const Opening = () => (
  <div className="empty">
    <Connection />
    <p role="status">
      <Trans>Opening Parley…</Trans>
    </p>
  </div>
)
