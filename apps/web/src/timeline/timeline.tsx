import type { Room } from '@parley/client'
import { useEffect, useMemo, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { Pane } from '../faults/pane.tsx'
import { DownIcon } from '../icons.tsx'
import type { Loading } from '../room/use-loaded.ts'
import { useVisible } from '../room/use-visible.ts'
import { type Entry, entriesOf } from './entries.ts'
import { MessageView } from './message-view.tsx'
import { Notice } from './notice.tsx'
import { Older } from './older.tsx'
import { dayName } from './times.ts'
import { useStick } from './use-stick.ts'

interface TimelineProps {
  readonly room: Room
  readonly loading: Loading
}

/** Before the room is loaded it shows what there is already: what was written meanwhile is in view at once. */
export const Timeline = ({ room, loading }: TimelineProps) => {
  const entries = useEntries(room)
  const { scroller, content, list, atEnd, look, toEnd } = useStick(entries)
  const [busy, setBusy] = useState(false)
  useReading(room, atEnd && loading.loaded)
  useOwnMessagesInView(entries, toEnd)

  return (
    <div className="timeline">
      <div
        className="scroller"
        ref={scroller}
        onScroll={look}
        role="log"
        aria-label="Messages"
        aria-live={busy ? 'off' : 'polite'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
        tabIndex={0}
      >
        <div ref={content}>
          {loading.loaded ? (
            <Older room={room} scroller={scroller} onBusy={setBusy} />
          ) : (
            <NotLoaded loading={loading} />
          )}
          <ol className="lines" ref={list}>
            {entries.map((entry) => (
              <Pane key={entry.key} name="This message" as="li">
                <Line entry={entry} room={room} />
              </Pane>
            ))}
          </ol>
        </div>
      </div>
      {!atEnd && <ToEnd unread={room.unread} onPress={toEnd} />}
    </div>
  )
}

const NotLoaded = ({ loading: { fault, load } }: Pick<TimelineProps, 'loading'>) =>
  fault ? (
    <div className="not-loaded">
      <p role="alert">{fault}</p>
      <button type="button" onClick={load}>
        Try again
      </button>
    </div>
  ) : (
    <p className="not-loaded" role="status">
      Loading…
    </p>
  )

const Line = ({ entry, room }: { readonly entry: Entry; readonly room: Room }) => {
  switch (entry.kind) {
    case 'day':
      return (
        <li className="day">
          <span>{dayName(entry.at)}</span>
        </li>
      )
    case 'unread':
      return (
        <li className="unread-mark">
          <span>New</span>
        </li>
      )
    case 'notice':
      return <Notice entry={entry} />
    case 'message':
      return <MessageView room={room} message={entry.message} first={entry.first} />
  }
}

const ToEnd = ({ unread, onPress }: { readonly unread: number; readonly onPress: () => void }) => (
  <button type="button" className="to-end" onClick={onPress}>
    <DownIcon /> {unread === 0 ? 'To the newest' : unread === 1 ? '1 new message' : `${unread} new messages`}
  </button>
)

const useEntries = (room: Room): Entry[] => {
  const { me } = useChat()
  const { version } = useParley()
  const [unreadAfter] = useState(room.unread > 0 ? room.read : undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the room changes in place; the version tells
  return useMemo(
    () => entriesOf({ kind: room.kind, events: room.events, messages: room.messages, unreadAfter, me }),
    [room, version, unreadAfter, me],
  )
}

/** What is in view has been read. Where the server could not be told, the client tells it with the next connection. */
const useReading = (room: Room, atEnd: boolean): void => {
  const visible = useVisible()
  const { read, head } = room
  useEffect(() => {
    if (visible && atEnd && read < head) room.markRead().catch(noteFault)
  }, [visible, atEnd, read, head, room])
}

/** Whoever sends wants to see it, wherever they were reading. */
const useOwnMessagesInView = (entries: readonly Entry[], toEnd: () => void): void => {
  const last = entries.at(-1)
  const sending = last?.kind === 'message' && last.message.state === 'sending' ? last.key : undefined
  useEffect(() => {
    if (sending) toEnd()
  }, [sending, toEnd])
}
