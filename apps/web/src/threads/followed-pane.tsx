import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { BackToList } from '../back-to-list.tsx'
import { useChat, useParley, useSelected } from '../chat/chat-context.ts'
import { Loading } from '../loading.tsx'
import { threadAddress } from '../route.ts'
import { byNews, type ThreadTold } from './figures.ts'
import { ThreadLink } from './thread-link.tsx'

/** Few: what a thread is about is asked for with each. */
const atOnce = 20

/** The threads that one follows, of all rooms. */
export const FollowedPane = () => {
  const list = useSelected(useChat().followed, ({ list }) => list)
  const [most, setMost] = useState(atOnce)
  const threads = list?.toSorted(byNews) ?? []
  return (
    <section className="followed" aria-labelledby="followed-threads">
      <header className="room-header">
        <BackToList />
        <h2 id="followed-threads">
          <Trans>Threads you follow</Trans>
        </h2>
      </header>
      <div className="followed-list">
        {!list && <Loading />}
        {list?.length === 0 && (
          <p className="hint">
            <Trans>You follow no threads. You follow those that you begin and those that you write in.</Trans>
          </p>
        )}
        <ul>
          {threads.slice(0, most).map((thread) => (
            <Line key={thread.room} thread={thread} />
          ))}
        </ul>
        {threads.length > most && (
          <button type="button" className="quiet" onClick={() => setMost(most + atOnce)}>
            <Trans>Show more</Trans>
          </button>
        )}
      </div>
    </section>
  )
}

const Line = ({ thread }: { readonly thread: ThreadTold }) => {
  const { parent, room } = thread
  const where = useParley(({ rooms }) => rooms.get(parent))
  return where && <ThreadLink room={where} thread={thread} href={threadAddress(parent, room)} isFromAnywhere />
}
