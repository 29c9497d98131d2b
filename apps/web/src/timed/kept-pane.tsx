import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BesidePane } from '../beside/beside-pane.tsx'
import { useCloseWhereNarrow } from '../beside/open.ts'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { Loading } from '../loading.tsx'
import { messageAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { Said } from '../timeline/quote.tsx'
import { fullTime } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { type Bookmark, loadBookmarks, loadReminders, loadScheduled, type Reminder, textOf } from './lists.ts'
import { ScheduledLine } from './scheduled-line.tsx'
import { useList } from './use-list.ts'

/** A room that one leaves takes its bookmarks along; what a message says now is told with its bookmark. */
const ofBookmarks = ['bookmark.', 'room.left', 'message.edited', 'message.deleted'] as const
const ofScheduled = ['schedule.'] as const
const ofReminders = ['reminder.'] as const

/** Bookmarks, messages to be sent, and reminders. */
export const KeptPane = () => {
  const bookmarks = useList(ofBookmarks, loadBookmarks)
  const scheduled = useList(ofScheduled, loadScheduled)
  const reminders = useList(ofReminders, loadReminders)
  return (
    <BesidePane title={t`Kept for you`} closeLabel={t`Close what is kept`}>
      <Fault text={bookmarks.fault ?? scheduled.fault ?? reminders.fault} />
      <List
        title={t`To be sent`}
        items={scheduled.items}
        empty={t`Nothing yet. Write a message and press the clock beside it.`}
      >
        {(one) => <ScheduledLine key={`${one.room}/${one.id}`} scheduled={one} />}
      </List>
      <List title={t`Reminders`} items={reminders.items} empty={t`Nothing yet. “Remind me” stands at each message.`}>
        {(one) => <ReminderLine key={one.id} reminder={one} />}
      </List>
      <List title={t`Bookmarks`} items={bookmarks.items} empty={t`Nothing yet. “Bookmark” stands at each message.`}>
        {(one) => <BookmarkLine key={one.added} bookmark={one} />}
      </List>
    </BesidePane>
  )
}

interface ListProps<Item> {
  readonly title: string
  /** Nothing while it is loaded. */
  readonly items: readonly Item[] | undefined
  readonly empty: string
  readonly children: (item: Item) => React.ReactNode
}

const List = <Item,>({ title, items, empty, children }: ListProps<Item>) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {!items && <Loading />}
    {items?.length === 0 && <p className="hint">{empty}</p>}
    <ul className="pins">{items?.map(children)}</ul>
  </section>
)

const BookmarkLine = ({ bookmark }: { readonly bookmark: Bookmark }) => {
  const { parley } = useChat()
  const { room, seq, event } = bookmark
  const { run, busy, fault } = useDeed()
  const text = textOf(bookmark)
  return (
    <li>
      {text === undefined ? (
        <p className="hint">
          <Trans>This message is gone.</Trans>
        </p>
      ) : (
        <Way room={room} seq={seq}>
          <Said by={(event && 'by' in event && event.by) || ''} text={text} />
        </Way>
      )}
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => void run(() => parley.call('bookmark.remove', { room, seq }))}
      >
        <Trans>
          Remove <span className="unseen">bookmark</span>
        </Trans>
      </button>
      <Fault text={fault} />
    </li>
  )
}

interface WayProps {
  readonly room: string
  readonly seq: number
  readonly children: React.ReactNode
}

/** Leads to a message. */
const Way = ({ room, seq, children }: WayProps) => {
  const closeWhereNarrow = useCloseWhereNarrow()
  const { goToMessage } = useHost().route
  const go = () => {
    closeWhereNarrow()
    goToMessage(messageAddress(room, seq))
  }
  return (
    <button type="button" className="quiet pin" onClick={go}>
      {children}
    </button>
  )
}

const ReminderLine = ({ reminder }: { readonly reminder: Reminder }) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const { id, text, due, about } = reminder
  return (
    <li>
      <p>
        {text !== undefined && <span>{tame(text)} </span>}
        <small>{fullTime(due)}</small>
      </p>
      {about && textOf(reminder) !== undefined && (
        <Way room={about.room} seq={about.seq}>
          {tame(textOf(reminder) ?? '')}
        </Way>
      )}
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => void run(() => parley.call('reminder.remove', { id }))}
      >
        <Trans>
          Remove <span className="unseen">reminder</span>
        </Trans>
      </button>
      <Fault text={fault} />
    </li>
  )
}
