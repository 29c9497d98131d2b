import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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
    <BesidePane title={t`Notifications`} closeLabel={t`Close notifications`}>
      <fieldset className="space-tabs" aria-label={t`Shown`}>
        <button type="button" className="quiet" ref={tab} aria-pressed={!isSetting} onClick={() => setSetting(false)}>
          <Trans>Inbox</Trans>
        </button>
        <button type="button" className="quiet" aria-pressed={isSetting} onClick={() => setSetting(true)}>
          <Trans>Settings</Trans>
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
        <Trans>Your notifications are not known yet.</Trans>
      </p>
    )
  return (
    <div className="inbox">
      {all.length === 0 && (
        <p className="hint">
          <Trans>Nothing to tell you: you have seen it all.</Trans>
        </p>
      )}
      {unread > 0 && (
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => run(() => inbox.readAll().then(onReadAll))}
        >
          <Trans>Mark all as read</Trans>
        </button>
      )}
      <Fault text={fault} />
      {grouped(all).map((group) => (
        <GroupLines key={group.id} group={group} />
      ))}
      {hasOlder && (
        <button type="button" className="quiet" disabled={busy} onClick={() => run(() => inbox.older())}>
          <Trans>Show older ones</Trans>
        </button>
      )}
    </div>
  )
}
