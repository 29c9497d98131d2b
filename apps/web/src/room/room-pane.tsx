import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { type RefObject, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useChat, useParley, useReady, useSelected } from '../chat/chat-context.ts'
import { Pane } from '../faults/pane.tsx'
import { FilesPane } from '../files/later.tsx'
import { ForumTags } from '../forum/tags.tsx'
import { GroupPane } from '../group/group-pane.tsx'
import { manages } from '../group/role.ts'
import { useRequests } from '../group/use-requests.ts'
import { useHost } from '../host/host.ts'
import { Loading } from '../loading.tsx'
import { BlockedHere } from '../people/later.tsx'
import { listAddress, messageAddress, threadAddress, useIsHome, useOpenSeq, useOpenThread } from '../route.ts'
import { useSpace } from '../spaces/space-context.ts'
import { ThreadPane } from '../threads/thread-pane.tsx'
import { ThreadsPane } from '../threads/threads-pane.tsx'
import { ComposingContext, useIntents } from '../timeline/composing.ts'
import { HereContext } from '../timeline/here.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { Composer } from './composer.tsx'
import { RoomHeader } from './room-header.tsx'
import { Seen } from './seen.tsx'
import { Typists } from './typists.tsx'
import { useLoaded } from './use-loaded.ts'

export const RoomPane = ({ id }: { readonly id: string }) => {
  const ready = useReady()
  const room = useParley(({ rooms }) => rooms.get(id))
  if (room) return <OpenRoom key={id} room={room} />
  return ready ? <Elsewhere key={id} id={id} /> : <Loading of="messages" />
}

/** What stands beside the room, where no thread does. */
type Side = 'group' | 'threads' | 'files'

export const OpenRoom = ({ room }: { readonly room: Room }) => {
  const { closeThread } = useHost().route
  const loading = useLoaded(room)
  const isManager = useSelected(room, manages) && room.kind === 'group'
  const waiting = useRequests({ room: room.id }, isManager)
  const sideId = useId()
  const groupOpener = useRef<HTMLButtonElement>(null)
  const threadsOpener = useRef<HTMLButtonElement>(null)
  const filesOpener = useRef<HTMLButtonElement>(null)
  const thread = useOpenThread()
  const [chosen, choose] = useState<Side>()
  const side = thread === undefined ? chosen : undefined
  const chat = useRef<HTMLDivElement>(null)
  const isCovered = useCovered(chat, thread !== undefined || side !== undefined)
  const theme = useSelected(room, (room) => room.theme)
  const here = useRoomHere(room)
  const close = () => choose(undefined)
  const toggle = (wanted: Side) => {
    if (thread !== undefined) closeThread()
    choose(side === wanted ? undefined : wanted)
  }
  return (
    <div className={`room ${thread || side ? 'shows-side' : ''}`} data-theme={theme}>
      <ComposingContext value={useIntents()}>
        <HereContext value={here}>
          <div ref={chat} className="room-chat">
            <RoomHeader
              room={room}
              sideId={sideId}
              group={{ isOpen: side === 'group', opener: groupOpener, onPress: () => toggle('group') }}
              threads={{ isOpen: side === 'threads', opener: threadsOpener, onPress: () => toggle('threads') }}
              files={{ isOpen: side === 'files', opener: filesOpener, onPress: () => toggle('files') }}
              waiting={waiting.length}
            />
            {room.kind === 'forum' && <ForumTags room={room} />}
            <Pane name="What was said here">
              <Timeline room={room} loading={loading} isCovered={isCovered} />
            </Pane>
            <Seen room={room} />
            <Typists room={room} />
            <BlockedHere room={room} />
            <Composer room={room} />
          </div>
        </HereContext>
      </ComposingContext>
      {side === 'group' && <GroupPane id={sideId} room={room} waiting={waiting} opener={groupOpener} onClose={close} />}
      {side === 'threads' && <ThreadsPane id={sideId} room={room} opener={threadsOpener} onClose={close} />}
      {side === 'files' && (
        <HereContext value={here}>
          <FilesPane id={sideId} room={room} opener={filesOpener} onClose={close} />
        </HereContext>
      )}
      {thread !== undefined && (
        <Pane name="This thread" of={thread}>
          <ThreadPane key={thread} parent={room} id={thread} onClose={closeThread} />
        </Pane>
      )}
    </div>
  )
}

/** Whether a pane stands before the conversation, where there is no room for both: what comes there is not read then. */
const useCovered = (chat: RefObject<HTMLElement | null>, hasSide: boolean): boolean => {
  const [isCovered, setCovered] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: with a pane beside it, another style holds
  useLayoutEffect(() => {
    const { current } = chat
    if (!current) return undefined
    const look = () => setCovered(getComputedStyle(current).visibility === 'hidden')
    look()
    const observer = new ResizeObserver(look)
    observer.observe(current)
    return () => observer.disconnect()
  }, [chat, hasSide])
  return isCovered
}

const useRoomHere = ({ id }: Room) => {
  const { goToRoomMessage } = useHost().route
  const seq = useOpenSeq()
  const space = useSpace()?.id
  return useMemo(
    () => ({
      seq,
      addressOf: (seq: number) => messageAddress(id, seq, space),
      goTo: (seq: number) => goToRoomMessage(id, seq, space),
    }),
    [id, seq, space, goToRoomMessage],
  )
}

/** What is no room of one's own may be a thread of one, or of a space: a bookmark names the message and that alone. */
const Elsewhere = ({ id }: { readonly id: string }) => {
  const { route, onRefused } = useHost()
  const { goOnTo, inSpace } = route
  const { parley } = useChat()
  const seq = useOpenSeq()
  const [isNowhere, setNowhere] = useState(false)
  useEffect(() => {
    const find = async () => {
      const { thread, space } = await parley.call('room.get', { room: id })
      if (thread) goOnTo(threadAddress(thread.parent, id, seq, space?.space))
      else if (space) goOnTo(inSpace(space.space))
      else setNowhere(true)
    }
    find().catch((error: unknown) => {
      onRefused(error)
      setNowhere(true)
    })
  }, [parley, id, seq, goOnTo, inSpace, onRefused])
  return isNowhere ? <NoSuchRoom /> : <Loading of="messages" />
}

export const NoSuchRoom = () => {
  const isHome = useIsHome()
  return (
    <div className="empty">
      <h2>
        <Trans>No such conversation</Trans>
      </h2>
      <p>
        <Trans>It does not exist, or you are not in it.</Trans>
      </p>
      {!isHome && (
        <a className="button" href={listAddress}>
          <Trans>Back to the conversations</Trans>
        </a>
      )}
    </div>
  )
}
