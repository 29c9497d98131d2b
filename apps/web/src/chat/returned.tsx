import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Told } from '@parley/client'
import type { ErrorBody } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { bodyText } from '../error-text.ts'
import { returnedFor } from '../protocol.inline.ts'
import { tame } from '../tame.ts'
import { useChat, useParley } from './chat-context.ts'

interface Undelivered {
  readonly id: string
  readonly text: string
  readonly error: ErrorBody
  readonly dismiss: () => void
}

/** Messages that came back, and those that were refused by a room which is no longer there to show them. */
export const Returned = () => {
  const shown = [...useReturned(), ...useStranded()]
  if (shown.length === 0) return null
  return (
    <section className="returned" aria-label={t`Messages that were not delivered`}>
      <ul>
        {shown.map((message) => (
          <Line key={message.id} {...message} />
        ))}
      </ul>
    </section>
  )
}

const Line = ({ text, error, dismiss }: Undelivered) => (
  <li>
    <div role="alert">
      <p>
        <Trans>Not delivered:</Trans> <q dir="auto">{tame(text)}</q>
      </p>
      <p className="fault">{bodyText(error)}</p>
    </div>
    <button type="button" className="quiet" onClick={dismiss}>
      <Trans>Dismiss</Trans>
    </button>
  </li>
)

const useReturned = (): readonly Undelivered[] => {
  const { parley } = useChat()
  const [returned, setReturned] = useState<readonly Told['returned'][]>([])
  useEffect(() => parley.on('returned', (note) => setReturned((before) => [...before, note])), [parley])
  const dismiss = (note: Told['returned']) => setReturned((before) => before.filter((other) => other !== note))
  return returned.map((note) => ({ ...note, error: returnedFor[note.why], dismiss: () => dismiss(note) }))
}

const useStranded = (): readonly Undelivered[] => {
  const { parley } = useChat()
  const unsent = useParley((parley) => parley.unsent)
  useParley((parley) => parley.roomList)
  return unsent.flatMap(({ id, text, room, error }) =>
    error && !parley.rooms.has(room) ? [{ id, text, error, dismiss: () => parley.discard(id) }] : [],
  )
}
