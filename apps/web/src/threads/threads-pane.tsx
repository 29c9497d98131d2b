import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useState } from 'react'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { Loading } from '../loading.tsx'
import { type Opened, SidePane } from '../room/side-pane.tsx'
import { ThreadLink } from './thread-link.tsx'
import { useThreads } from './use-threads.ts'

interface ThreadsPaneProps extends Opened {
  readonly room: Room
}

/** All threads of a room, beside it. */
export const ThreadsPane = ({ room, ...opened }: ThreadsPaneProps) => {
  const [showsArchived, setShowsArchived] = useState(false)
  return (
    <SidePane title={t`Threads`} className="threads-pane" {...opened}>
      <List room={room} archived={false} empty={t`No thread is going on. Begin one at a message: “Reply in thread”.`} />
      <button
        type="button"
        className="quiet"
        aria-expanded={showsArchived}
        onClick={() => setShowsArchived(!showsArchived)}
      >
        {showsArchived ? t`Leave out archived threads` : t`Show archived threads`}
      </button>
      {showsArchived && <List room={room} archived empty={t`No thread is archived.`} />}
    </SidePane>
  )
}

interface ListProps {
  readonly room: Room
  readonly archived: boolean
  readonly empty: string
}

const List = ({ room, archived, empty }: ListProps) => {
  const { besideRoom } = useHost().route
  const { listed, busy, fault, more } = useThreads(room, archived)
  return (
    <section aria-label={archived ? t`Archived threads` : t`Threads`}>
      <Fault text={fault} />
      {!listed && !fault && <Loading />}
      {listed?.threads.length === 0 && <p className="hint">{empty}</p>}
      <ul>
        {listed?.threads.map((thread) => (
          <ThreadLink key={thread.room} room={room} thread={thread} href={besideRoom(thread.room)} />
        ))}
      </ul>
      {listed?.more && (
        <button type="button" className="quiet" disabled={busy} onClick={() => void more()}>
          <Trans>Show more</Trans>
        </button>
      )}
    </section>
  )
}
