import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { lasting } from './moments.ts'
import { NewPoll } from './new-poll.tsx'
import { WhenChoice } from './when-choice.tsx'

interface SendLaterProps {
  readonly room: Room
  /** What is written. */
  readonly text: string
  /** Sends it at once, to be taken back after so many milliseconds. */
  readonly onExpiring: (expiresMs: number) => void
  readonly onLater: (inMs: number) => Promise<unknown>
  /** It was asked as the question of a poll. */
  readonly onAsked: () => void
  readonly onClose: () => void
}

/** What may be done with a message besides sending it. */
export const SendLater = ({ room, text, onExpiring, onLater, onAsked, onClose }: SendLaterProps) => {
  const { run, busy, fault } = useDeed()
  const [isDone, setDone] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const later = (inMs: number) =>
    run(async () => {
      await onLater(inMs)
      setDone(true)
    })
  const expiring = (inMs: number) => {
    onExpiring(inMs)
    onClose()
  }
  const asked = () => {
    onAsked()
    onClose()
  }
  if (isAsking)
    return (
      <Dialog title={t`Ask a poll`} onClose={onClose}>
        <NewPoll room={room} begun={text} onDone={asked} />
      </Dialog>
    )
  return (
    <Dialog title={t`Send in another way`} onClose={onClose}>
      <Fault text={fault} />
      {isDone ? (
        <p role="status">
          <Trans>It will be sent. You find it under “Kept for you”.</Trans>
        </p>
      ) : (
        <>
          <h3>
            <Trans>Send later</Trans>
          </h3>
          <WhenChoice busy={busy} onChoose={(inMs) => void later(inMs)} />
          <h3>
            <Trans>Send now, and take it back by itself after</Trans>
          </h3>
          <div className="choices">
            {lasting.map(({ label, inMs }) => (
              <button key={label} type="button" onClick={() => expiring(inMs)}>
                {label}
              </button>
            ))}
          </div>
          <button type="button" onClick={() => setAsking(true)}>
            <Trans>Ask it as a poll</Trans>
          </button>
        </>
      )}
    </Dialog>
  )
}
