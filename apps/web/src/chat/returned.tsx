import type { ErrorBody } from '@parley/protocol'
import { errorBody } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { bodyText } from '../error-text.ts'
import { useChat, useParley } from './chat-context.ts'

interface Undelivered {
  readonly id: string
  readonly text: string
  readonly error: ErrorBody
}

/** Messages that came back, and those that were refused by a room which is no longer there to show them. */
export const Returned = () => {
  const returned = useReturned()
  const stranded = useStranded()
  const { outbox } = useChat()
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const shown = [...returned, ...stranded].filter(({ id }) => !seen.has(id))
  const dismiss = (id: string) => {
    setSeen(new Set([...seen, id]))
    void outbox.remove(id)
  }
  if (shown.length === 0) return null
  return (
    <section className="returned" aria-label="Messages that were not delivered">
      <ul>
        {shown.map((message) => (
          <Line key={message.id} message={message} onDismiss={() => dismiss(message.id)} />
        ))}
      </ul>
    </section>
  )
}

interface LineProps {
  readonly message: Undelivered
  readonly onDismiss: () => void
}

const Line = ({ message: { text, error }, onDismiss }: LineProps) => (
  <li>
    <div role="alert">
      <p>
        Not delivered: <q>{text}</q>
      </p>
      <p className="fault">{bodyText(error)}</p>
    </div>
    <button type="button" className="quiet" onClick={onDismiss}>
      Dismiss
    </button>
  </li>
)

const useReturned = (): readonly Undelivered[] => {
  const { parley } = useChat()
  const [returned, setReturned] = useState<readonly Undelivered[]>([])
  useEffect(
    () =>
      parley.on('returned', ({ id, text, why }) =>
        setReturned((before) => [...before, { id, text, error: errorBody(why) }]),
      ),
    [parley],
  )
  return returned
}

const useStranded = (): readonly Undelivered[] => {
  const { unsent, rooms } = useParley()
  return unsent.flatMap(({ id, text, room, error }) => (error && !rooms.has(room) ? [{ id, text, error }] : []))
}
