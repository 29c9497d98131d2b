import type { Reactors as Page, Reaction, Room } from '@parley/client'
import { useEffect, useState } from 'react'
import { useNames } from '../chat/chat-context.ts'
import { useDeed } from '../use-deed.ts'

interface ReactorsProps {
  readonly room: Room
  readonly seq: number
  readonly reactions: readonly Reaction[]
}

/** Who has reacted, by emoji. */
export const Reactors = ({ room, seq, reactions }: ReactorsProps) => (
  <section aria-label="Who has reacted">
    <ul className="reactors">
      {reactions.map(({ emoji, count }) => (
        <ReactorsLine key={`${emoji} ${count}`} room={room} seq={seq} emoji={emoji} />
      ))}
    </ul>
  </section>
)

interface ReactorsLineProps {
  readonly room: Room
  readonly seq: number
  readonly emoji: string
}

const ReactorsLine = ({ room, seq, emoji }: ReactorsLineProps) => {
  const [users, setUsers] = useState<Page['users']>([])
  const [more, setMore] = useState(true)
  const { run, busy, fault } = useDeed()
  const names = useNames(users.map(({ user }) => user))
  const load = () =>
    run(async () => {
      const page = await room.loadReactors(seq, emoji, users.at(-1)?.added)
      setUsers([...users, ...page.users])
      setMore(page.more)
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page is loaded once
  useEffect(() => void load(), [])
  return (
    <li>
      <span>{emoji}</span> <span className="who">{users.map(({ user }) => names(user)).join(', ')}</span>
      {fault && <span className="fault">{fault}</span>}
      {more && users.length > 0 && (
        <button type="button" className="quiet" disabled={busy} onClick={load}>
          More
        </button>
      )}
    </li>
  )
}
