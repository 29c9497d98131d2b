import { t } from '@lingui/core/macro'
import type { Reaction, Room } from '@parley/client'
import { useEmojiText } from '../bank/emoji-text.ts'
import { PeopleLine } from './people-line.tsx'

interface ReactorsProps {
  readonly room: Room
  readonly seq: number
  readonly reactions: readonly Reaction[]
}

/** Who has reacted, by emoji. */
export const Reactors = ({ room, seq, reactions }: ReactorsProps) => {
  const textOf = useEmojiText()
  return (
    <section aria-label={t`Who has reacted`}>
      <ul className="reactors">
        {reactions.map(({ emoji, count }) => (
          <PeopleLine
            key={`${emoji} ${count}`}
            label={textOf(emoji)}
            load={async (after) => {
              const { users, more } = await room.loadReactors(seq, emoji, after)
              return { users: users.map(({ user, added }) => ({ user, place: added })), more }
            }}
          />
        ))}
      </ul>
    </section>
  )
}
