import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Notification } from '@parley/client/notify'
import { useId } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { type Group, readOf } from './grouped.ts'
import { NotificationLine } from './notification-line.tsx'
import { type Place, usePlace } from './place.ts'

/** Notifications of one room, or of none, the newest first. */
export const GroupLines = ({ group }: { readonly group: Group }) =>
  group.room === undefined ? (
    <Lines group={group} title={group.title ?? ''} place={undefined} />
  ) : (
    <LinesOfRoom group={group} room={group.room} />
  )

const LinesOfRoom = ({ group, room }: { readonly group: Group; readonly room: string }) => {
  const place = usePlace(room)
  return <Lines group={group} title={place?.name ?? '…'} place={place} />
}

interface LinesProps {
  readonly group: Group
  readonly title: string
  readonly place: Place | undefined
}

const Lines = ({ group, title, place }: LinesProps) => {
  const { parley } = useChat()
  const id = useId()
  const { run, busy, fault } = useDeed()
  const unread = readOf(group)
  const read = (named: NonNullable<typeof unread>) => run(() => parley.call('inbox.read', named))
  return (
    <section aria-labelledby={id} className="told">
      <header>
        <h3 id={id} dir="auto">
          {tame(title)}
        </h3>
        {unread && group.notifications.length > 1 && (
          <button
            type="button"
            className="quiet"
            aria-label={t`Mark as read: ${tame(title)}`}
            disabled={busy}
            onClick={() => void read(unread)}
          >
            <Trans>Mark as read</Trans>
          </button>
        )}
      </header>
      <Fault text={fault} />
      <ul>
        {group.notifications.map((one: Notification) => (
          <NotificationLine key={one.id} notification={one} place={place} onRead={() => void read({ ids: [one.id] })} />
        ))}
      </ul>
    </section>
  )
}
