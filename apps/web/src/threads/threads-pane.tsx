import type { Room } from '@parley/client'
import { type RefObject, useEffect, useId, useRef, useState } from 'react'
import { Fault } from '../fault.tsx'
import { CloseIcon } from '../icons.tsx'
import { besideRoom } from '../route.ts'
import { useEscape } from '../use-escape.ts'
import { ThreadLink } from './thread-link.tsx'
import { useThreads } from './use-threads.ts'

interface ThreadsPaneProps {
  readonly id: string
  readonly room: Room
  /** Gets the focus when the pane is gone. */
  readonly opener: RefObject<HTMLElement | null>
  readonly onClose: () => void
}

/** All threads of a room, beside it. */
export const ThreadsPane = ({ id, room, opener, onClose }: ThreadsPaneProps) => {
  const headingId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const pane = useRef<HTMLElement>(null)
  const [showsArchived, setShowsArchived] = useState(false)
  useEffect(() => {
    heading.current?.focus()
    return () => opener.current?.focus()
  }, [opener])
  useEscape(pane, onClose)
  return (
    <aside id={id} ref={pane} className="side threads-pane" aria-labelledby={headingId}>
      <header>
        <h2 ref={heading} id={headingId} tabIndex={-1}>
          Threads
        </h2>
        <button type="button" className="icon" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <List room={room} archived={false} empty="No thread is going on. Begin one at a message: “Reply in thread”." />
      <button
        type="button"
        className="quiet"
        aria-expanded={showsArchived}
        onClick={() => setShowsArchived(!showsArchived)}
      >
        {showsArchived ? 'Leave out archived threads' : 'Show archived threads'}
      </button>
      {showsArchived && <List room={room} archived empty="No thread is archived." />}
    </aside>
  )
}

interface ListProps {
  readonly room: Room
  readonly archived: boolean
  readonly empty: string
}

const List = ({ room, archived, empty }: ListProps) => {
  const { listed, busy, fault, more } = useThreads(room, archived)
  return (
    <section aria-label={archived ? 'Archived threads' : 'Threads'}>
      <Fault text={fault} />
      {!listed && !fault && <p role="status">Loading…</p>}
      {listed?.threads.length === 0 && <p className="hint">{empty}</p>}
      <ul>
        {listed?.threads.map((thread) => (
          <ThreadLink key={thread.room} room={room} thread={thread} href={besideRoom(thread.room)} />
        ))}
      </ul>
      {listed?.more && (
        <button type="button" className="quiet" disabled={busy} onClick={() => void more()}>
          Show more
        </button>
      )}
    </section>
  )
}
