import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { Fragment, type ReactElement, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Pane } from '../faults/pane.tsx'
import { DownIcon, UpIcon } from '../icons.tsx'
import { Loading } from '../loading.tsx'
import { useAttended } from '../room/use-attended.ts'
import type { Loaded } from '../room/use-loaded.ts'
import { ThreadSummary } from '../threads/thread-summary.tsx'
import { Announcements } from './announcements.tsx'
import type { Entry, MessageEntry } from './entries.ts'
import { EntryList } from './entry-list.ts'
import { MessageView } from './message-view.tsx'
import { Notice } from './notice.tsx'
import { Older, useOlder } from './older.tsx'
import { type Row, rowsOf } from './rows.ts'
import { dayName } from './times.ts'
import { TargetContext, useJump, useNewer } from './use-jump.ts'
import { firstKnown, useLine, useReading } from './use-reading.ts'
import { useStick } from './use-stick.ts'
import { Window } from './window.tsx'

interface TimelineProps {
  readonly room: Room
  readonly loading: Loaded
  /** Whether something covers it. */
  readonly isCovered?: boolean
}

/** Before the room is loaded it shows what there is already: what was written meanwhile is in view at once. */
export const Timeline = ({ room, loading, isCovered = false }: TimelineProps) => {
  const [line, setLine] = useLine(room)
  const entries = useEntries(room, line)
  const rows = useMemo(() => rowsOf(entries), [entries])
  const isLive = useSelected(room, ({ excerpt }) => excerpt === undefined)
  const isAttended = useAttended() && !isCovered
  const handle = useRef<VirtualizerHandle>(null)
  const { scroller, atEnd, look, hold, toEnd, letGo } = useStick(rows, isLive, () =>
    isAttended ? undefined : topOfLine(rows, handle.current),
  )
  const newer = useNewer(room, scroller)
  const jump = useJump({ room, loaded: loading.loaded, rows, handle, unreadAfter: line, letGo, look })
  const reading = useReading({
    room,
    rows,
    scroller,
    handle,
    isLooking: isAttended && loading.loaded && jump.isThere,
    atEnd: atEnd && isLive,
    line,
    setLine,
  })
  const toNewest = useCallback(() => {
    jump.drop()
    room.leaveExcerpt()
    toEnd()
  }, [room, jump.drop, toEnd])
  const toUnread = () => line !== undefined && jump.toUnread(line)
  const onScroll = () => {
    look()
    newer.look()
    reading.look()
  }
  const older = useOlder(room)
  const lineOf = useLines(room)
  useOwnMessagesInView(room, toNewest)

  return (
    <div className="timeline">
      <div
        className="scroller"
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-label={room.kind === 'thread' ? t`Replies` : t`Messages`}
        // Lines come and go as one scrolls, which is no news. What is news is announced beside it.
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
        tabIndex={0}
      >
        <TargetContext value={jump.target}>
          <Window rows={rows} scroller={scroller} onResize={hold} handle={handle}>
            {(row) =>
              row.kind === 'above' ? (
                <Fragment key={row.key}>
                  {loading.loaded ? (
                    <Older older={older} room={room} scroller={scroller} />
                  ) : (
                    <NotLoaded loading={loading} />
                  )}
                </Fragment>
              ) : (
                lineOf(row)
              )
            }
          </Window>
        </TargetContext>
      </div>
      <Fault text={jump.fault} />
      {reading.lies === 'above' && (
        <button type="button" className="to-unread" onClick={toUnread}>
          <UpIcon /> <Trans>To the first unread</Trans>
        </button>
      )}
      {!(atEnd && isLive) && <ToEnd room={room} onPress={reading.lies === 'below' ? toUnread : toNewest} />}
      <Announcements room={room} />
    </div>
  )
}

const NotLoaded = ({ loading: { fault, load } }: Pick<TimelineProps, 'loading'>) =>
  fault ? (
    <div className="not-loaded">
      <p role="alert">{fault}</p>
      <button type="button" onClick={load}>
        <Trans>Try again</Trans>
      </button>
    </div>
  ) : (
    <Loading of="messages" />
  )

/** The same entry gives the same element: of a timeline that changes with each new message only what is new is drawn. */
const useLines = (room: Room): ((entry: Entry) => ReactElement) => {
  const [drawn] = useState(() => new WeakMap<Entry, ReactElement>())
  return (entry) => {
    const line = drawn.get(entry) ?? (
      <Pane key={entry.key} name="This message">
        <Line entry={entry} room={room} />
      </Pane>
    )
    drawn.set(entry, line)
    return line
  }
}

const Line = ({ entry, room }: { readonly entry: Entry; readonly room: Room }) => {
  switch (entry.kind) {
    case 'day':
      return (
        <div className="day">
          <span>{dayName(entry.at)}</span>
        </div>
      )
    case 'unread':
      return (
        <div className="unread-mark">
          <span>
            <Trans>New</Trans>
          </span>
        </div>
      )
    case 'notice':
      return <Notice entry={entry} />
    case 'gone':
      return <GoneLine room={room} root={entry.root} />
    case 'message':
      return <MessageLine room={room} entry={entry} />
  }
}

/** The message that one came for is marked. */
const MessageLine = ({ entry, room }: { readonly entry: MessageEntry; readonly room: Room }) => {
  const { message, first } = entry
  const isTarget = useContext(TargetContext) === message.seq && message.seq !== undefined
  return (
    <div className={isTarget ? 'message-line target' : 'message-line'}>
      <MessageView room={room} message={message} first={first} />
    </div>
  )
}

/** What is left of a message that was taken back: its thread. */
const GoneLine = ({ room, root }: { readonly room: Room; readonly root: number }) => {
  const thread = useSelected(room, (room) => room.threadAt(root))
  return (
    <div className="message other first">
      <article className="bubble gone">
        <Trans>This message was taken back, or you block who wrote it.</Trans>
      </article>
      {thread && <ThreadSummary room={room} thread={thread} />}
    </div>
  )
}

const ToEnd = ({ room, onPress }: { readonly room: Room; readonly onPress: () => void }) => {
  const unread = useSelected(room, (room) => room.unread)
  return (
    <button type="button" className="to-end" onClick={onPress}>
      <DownIcon /> {unread === 0 ? t`To the newest` : plural(unread, { one: '# new message', other: '# new messages' })}
    </button>
  )
}

/** How far down one may be taken who does not look: what is unread begins in view. */
const topOfLine = (rows: readonly Row[], heights: VirtualizerHandle | null): number | undefined => {
  const place = rows.findIndex(({ kind }) => kind === 'unread')
  return place < 0 ? undefined : heights?.getItemOffset(place)
}

const useEntries = (room: Room, line: number | undefined): readonly Entry[] => {
  const { me } = useChat()
  const { kind } = room
  const events = useSelected(room, ({ excerpt, events }) => excerpt?.events ?? events)
  const messages = useSelected(room, ({ excerpt, messages }) => excerpt?.messages ?? messages)
  const unreadAfter = line !== undefined && firstKnown(room) <= line + 1 ? line : undefined
  const [list] = useState(() => new EntryList())
  return useMemo(
    () => list.of({ kind, events, messages, hasThread: (seq) => room.threadAt(seq) !== undefined, unreadAfter, me }),
    [list, room, kind, events, messages, unreadAfter, me],
  )
}

/** Whoever sends wants to see it, wherever they were reading. */
const useOwnMessagesInView = (room: Room, toEnd: () => void): void => {
  const last = useSelected(room, ({ messages }) => messages.at(-1))
  const sending = last?.state === 'sending' ? last.id : undefined
  useEffect(() => {
    if (sending) toEnd()
  }, [sending, toEnd])
}
