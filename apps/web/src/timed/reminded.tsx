import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useChat } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { useHost } from '../host/host.ts'
import { messageAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { loadReminders, type Reminder, textOf } from './lists.ts'
import { useList } from './use-list.ts'

const ofReminders = ['reminder.'] as const

/** Reminders that have rung, also while one was away, until they are dismissed on one of one's devices. */
export const Reminded = () => {
  const { items = [] } = useList(ofReminders, loadReminders)
  const rung = items.filter((reminder) => reminder.rung)
  if (rung.length === 0) return null
  return (
    <section className="returned" aria-label={t`Reminders`}>
      <ul>
        {rung.map((reminder) => (
          <Line key={reminder.id} {...reminder} />
        ))}
      </ul>
    </section>
  )
}

const Line = (reminder: Reminder) => {
  const { goToMessage } = useHost().route
  const { parley } = useChat()
  const { id, text, about } = reminder
  return (
    <li>
      <div role="alert">
        <p>
          <Trans>
            Reminder: <bdi>{tame(text ?? textOf(reminder) ?? 'now')}</bdi>
          </Trans>
        </p>
      </div>
      {about && textOf(reminder) !== undefined && (
        <button type="button" className="quiet" onClick={() => goToMessage(messageAddress(about.room, about.seq))}>
          <Trans>Show the message</Trans>
        </button>
      )}
      <button
        type="button"
        className="quiet"
        onClick={() => void parley.call('reminder.remove', { id }).catch(noteFault)}
      >
        <Trans>Dismiss</Trans>
      </button>
    </li>
  )
}
