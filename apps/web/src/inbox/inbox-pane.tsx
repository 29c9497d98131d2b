import { useRef, useState } from 'react'
import { BesidePane } from '../beside/beside-pane.tsx'
import { useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { AlertSettings } from './alert-settings.tsx'
import { GroupLines } from './group-lines.tsx'
import { grouped } from './grouped.ts'
import { useInbox, useInboxReady } from './use-inbox.ts'

/** What one is told, the newest first, and what of it may ring. */
export const InboxPane = () => {
  const [isSetting, setSetting] = useState(false)
  const tab = useRef<HTMLButtonElement>(null)
  return (
    <BesidePane title="Notifications" closeLabel="Close notifications">
      <fieldset className="space-tabs" aria-label="Shown">
        <button type="button" className="quiet" ref={tab} aria-pressed={!isSetting} onClick={() => setSetting(false)}>
          Inbox
        </button>
        <button type="button" className="quiet" aria-pressed={isSetting} onClick={() => setSetting(true)}>
          Settings
        </button>
      </fieldset>
      {isSetting ? <AlertSettings /> : <List onReadAll={() => tab.current?.focus()} />}
    </BesidePane>
  )
}

interface ListProps {
  /** The button that was pressed is about to go. */
  readonly onReadAll: () => void
}

const List = ({ onReadAll }: ListProps) => {
  const inbox = useInbox()
  const isReady = useInboxReady()
  const all = useSelected(inbox, ({ notifications }) => notifications)
  const unread = useSelected(inbox, ({ unread }) => unread)
  const hasOlder = useSelected(inbox, ({ hasOlder }) => hasOlder)
  const { run, busy, fault } = useDeed()
  if (!isReady)
    return (
      <p className="hint" role="status">
        Your notifications are not known yet.
      </p>
    )
  return (
    <div className="inbox">
      {all.length === 0 && <p className="hint">Nothing to tell you: you have seen it all.</p>}
      {unread > 0 && (
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => run(() => inbox.readAll().then(onReadAll))}
        >
          Mark all as read
        </button>
      )}
      <Fault text={fault} />
      {grouped(all).map((group) => (
        <GroupLines key={group.id} group={group} />
      ))}
      {hasOlder && (
        <button type="button" className="quiet" disabled={busy} onClick={() => run(() => inbox.older())}>
          Show older ones
        </button>
      )}
    </div>
  )
}
