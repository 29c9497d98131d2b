import type { Room } from '@parley/client'
import { useParley, useReady } from '../chat/chat-context.ts'
import { Pane } from '../faults/pane.tsx'
import { listAddress } from '../route.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { Composer } from './composer.tsx'
import { RoomHeader } from './room-header.tsx'
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
  return (
    <>
      <RoomHeader room={room} />
      <Pane name="What was said here">
        <Timeline room={room} loading={loading} />
      </Pane>
      <Composer room={room} />
    </>
  )
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
