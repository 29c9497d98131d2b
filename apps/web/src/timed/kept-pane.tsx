import { useChat, useParley } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { goToMessage, messageAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { Said } from '../timeline/quote.tsx'
import { fullTime } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import {
  type Bookmark,
  loadBookmarks,
  loadReminders,
  loadScheduled,
  type Reminder,
  type Scheduled,
  textOf,
} from './lists.ts'
import { useList } from './use-list.ts'

/** A room that one leaves takes its bookmarks along; what a message says now is told with its bookmark. */
const ofBookmarks = ['bookmark.', 'room.left', 'message.edited', 'message.deleted'] as const
const ofScheduled = ['schedule.'] as const
const ofReminders = ['reminder.'] as const

/** Bookmarks, messages to be sent, and reminders. */
export const KeptPane = ({ onClose }: { readonly onClose: () => void }) => {
  const bookmarks = useList(ofBookmarks, loadBookmarks)
  const scheduled = useList(ofScheduled, loadScheduled)
  const reminders = useList(ofReminders, loadReminders)
  return (
    <Dialog title="Kept for you" onClose={onClose}>
      <Fault text={bookmarks.fault ?? scheduled.fault ?? reminders.fault} />
      <List title="To be sent" items={scheduled.items} empty="Nothing is to be sent later.">
        {(one) => <ScheduledLine key={`${one.room}/${one.id}`} scheduled={one} />}
      </List>
      <List title="Reminders" items={reminders.items} empty="There is nothing to remind you of.">
        {(one) => <ReminderLine key={one.id} reminder={one} onClose={onClose} />}
      </List>
      <List title="Bookmarks" items={bookmarks.items} empty="You have no bookmarks.">
        {(one) => <BookmarkLine key={one.added} bookmark={one} onClose={onClose} />}
      </List>
    </Dialog>
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
    {!items && <p role="status">Loading…</p>}
    {items?.length === 0 && <p className="hint">{empty}</p>}
    <ul className="pins">{items?.map(children)}</ul>
  </section>
)

const BookmarkLine = ({ bookmark, onClose }: { readonly bookmark: Bookmark; readonly onClose: () => void }) => {
  const { parley } = useChat()
  const { room, seq, event } = bookmark
  const { run, busy, fault } = useDeed()
  const text = textOf(bookmark)
  return (
    <li>
      {text === undefined ? (
        <p className="hint">This message is gone.</p>
      ) : (
        <Way room={room} seq={seq} onClose={onClose}>
          <Said by={(event && 'by' in event && event.by) || ''} text={text} />
        </Way>
      )}
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => void run(() => parley.call('bookmark.remove', { room, seq }))}
      >
        Remove <span className="unseen">bookmark</span>
      </button>
      <Fault text={fault} />
    </li>
  )
}

interface WayProps {
  readonly room: string
  readonly seq: number
  readonly onClose: () => void
  readonly children: React.ReactNode
}

/** Leads to a message. */
const Way = ({ room, seq, onClose, children }: WayProps) => {
  const go = () => {
    onClose()
    goToMessage(messageAddress(room, seq))
  }
  return (
    <button type="button" className="quiet pin" onClick={go}>
      {children}
    </button>
  )
}

const ScheduledLine = ({ scheduled: { room, id, text, due, failed } }: { readonly scheduled: Scheduled }) => {
  const { parley } = useChat()
  const name = useParley(({ rooms }) => rooms.get(room)?.name)
  const { run, busy, fault } = useDeed()
  return (
    <li>
      <p>
        <q>{tame(text)}</q>
        <small>
          {' '}
          {name === undefined ? 'in a conversation that you are no longer in' : `in ${tame(name)}`}, {fullTime(due)}
        </small>
        {failed !== undefined && <span className="fault"> It could not be sent.</span>}
      </p>
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => void run(() => parley.call('schedule.cancel', { room, id }))}
      >
        {failed === undefined ? 'Do not send' : 'Forget'}
      </button>
      {failed !== undefined && name !== undefined && (
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => void run(() => parley.call('schedule.change', { room, id }))}
        >
          Try again
        </button>
      )}
      <Fault text={fault} />
    </li>
  )
}

const ReminderLine = ({ reminder, onClose }: { readonly reminder: Reminder; readonly onClose: () => void }) => {
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
        <Way room={about.room} seq={about.seq} onClose={onClose}>
          {tame(textOf(reminder) ?? '')}
        </Way>
      )}
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => void run(() => parley.call('reminder.remove', { id }))}
      >
        Remove <span className="unseen">reminder</span>
      </button>
      <Fault text={fault} />
    </li>
  )
}
