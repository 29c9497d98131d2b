import type { Room } from '@parley/client'
import { useId, useMemo, useRef, useState } from 'react'
import { useParley, useReady, useSelected } from '../chat/chat-context.ts'
import { Pane } from '../faults/pane.tsx'
import { GroupPane } from '../group/group-pane.tsx'
import { useRequests } from '../group/use-requests.ts'
import { listAddress } from '../route.ts'
import { ComposingContext, type Intent } from '../timeline/composing.ts'
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
  return ready ? (
    <NoSuchRoom />
  ) : (
    <p className="empty" role="status">
      Loading…
    </p>
  )
}

const OpenRoom = ({ room }: { readonly room: Room }) => {
  const loading = useLoaded(room)
  const waiting = useRequests(room)
  const groupId = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const [showsGroup, setShowsGroup] = useState(false)
  const theme = useSelected(room, (room) => room.theme)
  const group = { id: groupId, isOpen: showsGroup, opener, waiting: waiting.length }
  return (
    <ComposingContext value={useIntents()}>
      <div className={`room ${showsGroup ? 'shows-group' : ''}`} data-theme={theme}>
        <div className="room-chat">
          <RoomHeader room={room} group={group} onGroup={() => setShowsGroup(!showsGroup)} />
          <Pane name="What was said here">
            <Timeline room={room} loading={loading} />
          </Pane>
          <Seen room={room} />
          <Typists room={room} />
          <Composer room={room} />
        </div>
        {showsGroup && (
          <GroupPane id={groupId} room={room} waiting={waiting} opener={opener} onClose={() => setShowsGroup(false)} />
        )}
      </div>
    </ComposingContext>
  )
}

const useIntents = () => {
  const [intent, intend] = useState<Intent>()
  return useMemo(() => ({ intent, intend }), [intent])
}

const NoSuchRoom = () => (
  <div className="empty">
    <h2>No such conversation</h2>
    <p>It does not exist, or you are not in it.</p>
    <a className="button" href={listAddress}>
      Back to the conversations
    </a>
  </div>
)
