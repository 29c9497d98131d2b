import { plural, t } from '@lingui/core/macro'
import type { Message, Reaction, Room } from '@parley/client'
import { useEmojiText } from '../bank/emoji-text.ts'
import { noteFault } from '../faults/faults.ts'
import { ShownEmoji } from '../spaces/shown-emoji.tsx'

interface ReactionsProps {
  readonly room: Room
  readonly message: Message
}

/** What others and oneself have reacted with; a press joins them, or takes one's own back. */
export const Reactions = ({ room, message: { seq, reactions } }: ReactionsProps) =>
  reactions &&
  seq !== undefined && (
    <ul className="reactions" aria-label={t`Reactions`}>
      {reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <ReactionButton room={room} seq={seq} reaction={reaction} />
        </li>
      ))}
    </ul>
  )

interface ReactionButtonProps {
  readonly room: Room
  readonly seq: number
  readonly reaction: Reaction
}

const ReactionButton = ({ room, seq, reaction: { emoji, count, own } }: ReactionButtonProps) => {
  const shown = useEmojiText()(emoji)
  return (
    <button
      type="button"
      className="reaction"
      aria-pressed={own === true}
      aria-label={`${shown} ${plural(count, { one: '# person', other: '# people' })}`}
      onClick={() => void toggle(room, seq, emoji, own === true).catch(noteFault)}
    >
      <span aria-hidden="true">
        <ShownEmoji emoji={emoji} />
      </span>{' '}
      {count}
    </button>
  )
}

export const toggle = (room: Room, seq: number, emoji: string, isOwn: boolean): Promise<void> =>
  isOwn ? room.unreact(seq, emoji) : room.react(seq, emoji)
